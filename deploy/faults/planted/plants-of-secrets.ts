import type { Plant } from './plant.js'

/** The planted bugs of what is secret, where the mesh may go, and what it runs. */
export const PLANTS_OF_SECRETS: readonly Plant[] = [
  {
    name: 'a place with a password enters the log',
    campaign: 'P26',
    n: 150,
    caughtBy: /^P26 (?:nothing in the database|no place with credentials)/,
    quick: false,
    replacements: [
      {
        file: 'services/chronik/src/io/append/check-append.ts',
        find: 'if (secret) return',
        replace: 'if (secret && index < 0) return',
      },
    ],
  },
  {
    name: 'what a host repeats of its token is kept',
    campaign: 'P26',
    n: 300,
    caughtBy: /^P26 nothing in (?:the database|a log line|an answer)/,
    quick: false,
    replacements: [
      {
        file: 'libs/hosts/src/net/hide-proof.ts',
        find: 'if (proof.length === 0) return answer',
        replace: 'if (proof.length >= 0) return answer',
      },
    ],
  },
  {
    name: 'the loop of decisions traces itself',
    campaign: 'P26',
    n: 150,
    caughtBy: /^P26 nothing is shown to somebody else/,
    quick: false,
    replacements: [
      {
        file: 'services/heimgeist/src/app.module.ts',
        find: 'forgetTracing(process.env)',
        replace: 'void forgetTracing',
      },
    ],
  },
  {
    name: 'git follows where a host sends it',
    campaign: 'P27',
    n: 600,
    caughtBy: /^P27 nobody/,
    quick: false,
    replacements: [
      {
        file: 'libs/git/src/git-environment.ts',
        find: 'http.followRedirects=false',
        replace: 'http.followRedirects=true',
      },
    ],
  },
  {
    name: 'a private net is spoken to unasked',
    campaign: 'P27',
    n: 600,
    caughtBy: /^P27 nobody/,
    quick: true,
    replacements: [
      { file: 'libs/git/src/may-connect.ts', find: '(own || !PRIVATE', replace: '(own || plain !== "" || !PRIVATE' },
    ],
  },
  {
    name: 'policy read from the changed branch',
    campaign: 'P23',
    n: 64,
    caughtBy: /^P23 the policy of the change/,
    quick: false,
    replacements: [
      {
        file: 'services/chronik/src/io/imports/import-repository.ts',
        find: 'await readConfigurationAt(context, round.head)',
        replace:
          'await readConfigurationAt(context, Object.entries(round.branches).find(([name]) => name !== round.defaultBranch)?.[1] ?? round.head)',
      },
    ],
  },
]
