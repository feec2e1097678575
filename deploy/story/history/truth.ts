import { gitIn } from './git.js'
import { type Commit, isFix, isRevert } from './commits.js'

/** What the history itself says of the cause of something that was mended. */
export interface Truth {
  /** Commits of which one is the cause. */
  readonly culprits: readonly string[]
  /** named: the mending commit names it (Fixes:, a revert). blamed: it wrote the lines that were replaced. */
  readonly by: 'named' | 'blamed'
}

const NAMED =
  /^[ \t]*fixes:?[ \t]+(?:commit[ \t]+)?([0-9a-f]{7,64})\b|\bthis reverts (?:commit|change) ([0-9a-f]{7,64})\b/gim
const CODE =
  /\.(?:c|h|cc|cpp|cxx|hpp|m|py|tsx?|jsx?|[mc][jt]s|go|rs|java|kt|scala|rb|php|pl|pm|sh|lua|swift|cs|ml|exs?|erl|clj|zig|sql|vue|svelte)$/i
const TEST = /(?:^|\/)(?:tests?|specs?|__tests__|testdata)\/|[._-](?:test|spec)s?\.\w+$/i
const SAYS_NOTHING = /^\s*(?:$|\/\/|\/?\*|#(?!\s*(?:include|define|if|else|endif))|--|[{}()[\];,]*\s*$)/
/** A fix of more files or lines mends more than one thing, and lines of more writers name nobody. */
const MOST_FILES = 4
const MOST_LINES = 40
const MOST_CULPRITS = 3

/** Files whose lines tell of a cause. */
export const isCode = (path: string): boolean => CODE.test(path) && !TEST.test(path)

/** The cause of what a commit mended; undefined where the history does not tell. */
export const truthOf = async (
  folder: string,
  fix: Commit,
  known: ReadonlyMap<string, Commit>,
): Promise<Truth | undefined> => {
  const named = namedIn(fix, [...known.keys()])
  if (named.length > 0) return { culprits: named, by: 'named' }
  if (isRevert(fix) || !isFix(fix) || fix.parents.length !== 1) return undefined
  const code = fix.files.filter(isCode)
  if (code.length === 0 || code.length > MOST_FILES) return undefined
  const culprits = new Set<string>()
  for (const path of code) for (const sha of await writersOf(folder, fix, path)) culprits.add(sha)
  // A first commit, or one at the edge, brought everything: it is no answer.
  const told = [...culprits].filter((sha) => (known.get(sha)?.files.length ?? 0) > 0)
  return told.length === 0 || told.length > MOST_CULPRITS || told.length < culprits.size
    ? undefined
    : { culprits: told, by: 'blamed' }
}

/** Commits that a message says it fixes or reverts. */
export const namedIn = ({ sha: own, title, body }: Commit, shas: readonly string[]): string[] => {
  const names = [...`${title}\n${body}`.matchAll(NAMED)].map(([, fixes, reverts]) => (fixes ?? reverts)!.toLowerCase())
  return [...new Set(names)].flatMap((name) => {
    const found = shas.filter((sha) => sha.startsWith(name) && sha !== own)
    return found.length === 1 ? found : []
  })
}

/** Who wrote the lines of a file that a fix took out. */
const writersOf = async (folder: string, { sha, parents }: Commit, path: string): Promise<Set<string>> => {
  const [parent] = parents as [string]
  const diff = ['diff', '--no-ext-diff', '--no-textconv', '-w', '--unified=0', '--no-renames', parent, sha]
  const taken = linesTaken(await gitIn(folder, ...diff, '--', path))
  if (taken.length === 0 || taken.length > MOST_LINES) return new Set()
  const ranges = taken.flatMap((line) => ['-L', `${line},${line}`])
  const blamed = await gitIn(folder, 'blame', '--no-textconv', '-w', '--porcelain', ...ranges, parent, '--', path)
  return new Set([...blamed.matchAll(/^([0-9a-f]{40,64}) \d+ \d+/gm)].map(([, writer]) => writer!))
}

/** Numbers of the old lines that a diff without context takes out, those that say something. */
export const linesTaken = (diff: string): number[] => {
  const taken: number[] = []
  let line = 0
  for (const text of diff.split('\n')) {
    const [, start] = /^@@ -(\d+)/.exec(text) ?? []
    if (start !== undefined) line = Number(start)
    else if (line > 0 && text.startsWith('-')) {
      if (!SAYS_NOTHING.test(text.slice(1))) taken.push(line)
      line++
    }
  }
  return taken
}
