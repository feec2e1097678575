import type { RepositoryLook } from './look-at-repository.js'
import { NONE, type SuggestedGuard, type Suggestion } from './suggestion.js'

interface Package {
  readonly scripts?: Readonly<Record<string, unknown>>
  readonly workspaces?: unknown
}

const INSTALLS = [
  { lock: 'package-lock.json', tool: 'npm', command: 'npm ci --ignore-scripts' },
  { lock: 'npm-shrinkwrap.json', tool: 'npm', command: 'npm ci --ignore-scripts' },
  {
    lock: 'pnpm-lock.yaml',
    tool: 'pnpm',
    command: 'pnpm install --frozen-lockfile --ignore-scripts',
  },
  {
    lock: 'yarn.lock',
    tool: 'yarn',
    command: 'yarn install --frozen-lockfile --ignore-scripts',
  },
] as const

/** Scripts that check something, in the order in which they are suggested, each with the name of its guard. */
const SCRIPTS: readonly (readonly [script: string, guard: string])[] = [
  ['test', 'tests'],
  ['lint', 'lint'],
  ['typecheck', 'types'],
  ['type-check', 'types'],
  ['check-types', 'types'],
  ['tsc', 'types'],
]
/** What npm writes where nobody wrote a test. */
const NO_TEST = /no test specified/
const MOST_HOSTS = 10

/** npm, pnpm or yarn in the root of the repository. */
export const suggestNode = ({ paths, texts, hosts }: RepositoryLook): Suggestion => {
  const found = parsed(texts.get('package.json'))
  if (found === undefined) return NONE
  const install = INSTALLS.find(({ lock }) => paths.includes(lock))
  const run = install?.tool ?? 'npm'
  const isUsed = new Set<string>()
  const guards = SCRIPTS.flatMap(([script, name]): SuggestedGuard[] => {
    const body = found.scripts?.[script]
    if (typeof body !== 'string' || NO_TEST.test(body) || isUsed.has(name)) return []
    isUsed.add(name)
    const command = script === 'test' ? `${run} test` : `${run} run ${script}`
    return [{ name, why: `the script "${script}" of package.json`, command, ...(install ? { prepare: 'deps' } : {}) }]
  })
  if (install === undefined || guards.length === 0) return { steps: [], guards }
  const hasWorkspaces = found.workspaces !== undefined || paths.includes('pnpm-workspace.yaml')
  const also = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'pnpm-workspace.yaml'].filter((name) => paths.includes(name))
  const step = {
    name: 'deps',
    why: [
      `${install.lock} says what is installed; scripts of packages are not run: leave --ignore-scripts out where one builds`,
      'what it needs. The folder is shared by all runs and read-only, but for the places that tools write their caches to.',
      ...(hasWorkspaces ? ['Name the node_modules of workspaces too where your tool makes any.'] : []),
    ],
    command: install.command,
    network: hostsOf(texts, hosts[install.tool]),
    keyedBy: [hasWorkspaces ? '**/package.json' : 'package.json', install.lock, ...also],
    keeps: ['{ path: node_modules, scratch: [.cache, .vite, .vite-temp] }'],
  }
  return { steps: [step], guards }
}

const parsed = (text: string | undefined): Package | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** The registries that the lock file and .npmrc name; the usual ones where they name none. */
const hostsOf = (texts: ReadonlyMap<string, string>, usual: readonly string[]): readonly string[] => {
  const lock = texts.get('package-lock.json') ?? texts.get('npm-shrinkwrap.json') ?? ''
  const resolved = [...lock.matchAll(/"resolved": "https:\/\/([a-z0-9.-]+)\//g)].map((match) => match[1]!)
  const configured = [...(texts.get('.npmrc') ?? '').matchAll(/registry=https:\/\/([a-z0-9.-]+)/g)].map(
    (one) => one[1]!,
  )
  const named = [...new Set([...configured, ...resolved])].filter(
    (host) => /[a-z]\w*$/.test(host) && host.includes('.'),
  )
  return named.length === 0 ? usual : named.slice(0, MOST_HOSTS)
}
