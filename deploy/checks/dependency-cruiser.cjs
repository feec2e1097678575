/** Who may import what. Each rule is one line of the law; `npm run check:imports` keeps it. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const code = '^(services/[^/]+|libs/[^/]+|deploy/cli)/src/'
const noTest = '\\.test\\.ts$'

module.exports = {
  forbidden: [
    rule('no-cycles', 'Two files that need each other are one file, or three.', {}, { circular: true }),
    rule(
      'services-stay-apart',
      'Services know each other by events only.',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    rule(
      'libs-never-see-services',
      'A lib serves every service and knows none.',
      { path: '^libs/' },
      { path: '^services/' },
    ),
    rule(
      'contracts-are-the-floor',
      'Contracts rest on nothing of ours.',
      { path: '^libs/contracts/src/', pathNot: noTest },
      { path: '^(services|libs/(?!contracts/)|deploy)' },
    ),
    rule(
      'decider-is-pure',
      'Shared decisions know contracts only.',
      { path: '^libs/decider/src/', pathNot: noTest },
      { path: '^(services|libs/(?!contracts/|decider/)|deploy)' },
    ),
    rule(
      'only-the-front-door',
      'A lib is used by what its index offers.',
      { path: '^(services|deploy|libs/([^/]+)/)' },
      { path: '^libs/([^/]+)/src/(?!index\\.ts)', pathNot: '^libs/$2/' },
    ),
    rule(
      'decisions-are-pure',
      'A decision does no I/O and knows no service kit.',
      { path: '^services/[^/]+/src/decisions/', pathNot: noTest },
      { path: '^(services/[^/]+/src/(?!decisions/)|libs/(mesh|testing|git)/)|^node:(?!crypto)' },
    ),
    rule(
      'io-knows-no-handlers',
      'Stores and clients are used, they do not call back.',
      { path: '^services/[^/]+/src/io/', pathNot: noTest },
      { path: '^services/[^/]+/src/(handlers|http)/' },
    ),
    rule(
      'io-knows-no-rules',
      'Stores and clients do what they are told; the rules are in decisions.',
      { path: '^services/[^/]+/src/io/', pathNot: noTest },
      { path: '^services/[^/]+/src/decisions/' },
    ),
    rule(
      'handlers-do-not-call-handlers',
      'What two handlers share is a decision or a store.',
      { path: '^services/[^/]+/src/handlers/([^/]+)\\.ts$', pathNot: noTest },
      { path: '^services/[^/]+/src/(handlers|http)/', pathNot: '/$1\\.ts$' },
    ),
    rule(
      'testing-lib-only-in-tests',
      'Nothing that runs rests on test code.',
      { path: code, pathNot: `${noTest}|^libs/testing/` },
      { path: '^libs/testing/' },
    ),
    rule('nothing-unresolvable', 'Every import leads somewhere.', { pathNot: '/dist/' }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/generated/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
