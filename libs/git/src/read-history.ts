import type { Commit, DiffLimits } from './change.js'
import { startGit } from './git-process.js'
import { linesOf } from './lines.js'
import { LOG_FORMAT, DIFF_FORMAT, LogParser } from './log-parser.js'
import { checkedSha } from './names.js'
import { shallowEdge } from './source-folder.js'

/** Which commits: all that can be reached from `include` and not from `exclude`. */
export interface CommitRange {
  /** Full commit ids; none gives nothing. */
  readonly include: readonly string[]
  /** Full commit ids; those that the repository does not have are passed over. */
  readonly exclude?: readonly string[]
  /** Only this many of the newest: what is left when the others were read before. Default: all. */
  readonly newest?: number
}

/** Parents before children, otherwise by commit date: the order in which the work came together. */
const ORDER: readonly string[] = ['--date-order', '--reverse', '--ignore-missing', '--stdin']

const NO_DIFF = { files: [], filesOmitted: 0, added: 0, deleted: 0 }

/** For a stream, the reader decides how long it takes. The longest time that a timer can hold. */
const NO_LIMIT_MS = 2 ** 31 - 1

/** Arguments of a range, and the commits of it on standard input: thousands do not fit into arguments. */
export const rangeArguments = (range: CommitRange): string[] => [
  ...(range.newest === undefined ? [] : [`--max-count=${range.newest}`]),
  ...ORDER,
]

/** The commits of a range as git reads them from its standard input. */
export const rangeInput = (range: CommitRange): string =>
  [...range.include.map(checkedSha), ...(range.exclude ?? []).map((sha) => `^${checkedSha(sha)}`), ''].join('\n')

/**
 * Reads commits with their diffs, oldest first, from one git process. Git waits while the reader does, so that a history
 * of any length needs the memory of one commit here. Ends the process when the reader stops early.
 */
export async function* readHistory(
  mirror: string,
  range: CommitRange,
  options: DiffLimits & { readonly signal?: AbortSignal } = {},
): AsyncGenerator<Commit> {
  if (range.include.length === 0 || range.newest === 0) return
  yield* logged(mirror, [...rangeArguments(range), '--no-diff-merges'], rangeInput(range), options)
}

/**
 * Reads single commits with their diffs, in the order that was asked for, from one git process; a merge against its first
 * parent. Those that the repository does not have are passed over.
 */
export async function* readCommits(
  mirror: string,
  shas: readonly string[],
  options: DiffLimits & { readonly signal?: AbortSignal } = {},
): AsyncGenerator<Commit> {
  if (shas.length === 0) return
  const args = ['--no-walk=unsorted', '--ignore-missing', '--stdin', '--diff-merges=first-parent']
  yield* logged(mirror, args, rangeInput({ include: shas }), options)
}

async function* logged(
  mirror: string,
  args: readonly string[],
  input: string,
  options: DiffLimits & { readonly signal?: AbortSignal },
): AsyncGenerator<Commit> {
  const { signal, ...limits } = options
  const parser = new LogParser(limits)
  // At the edge of a shallow clone git takes the whole tree for new.
  const edge = new Set(await shallowEdge(mirror))
  const told = (commits: Commit[]): Commit[] =>
    edge.size === 0 ? commits : commits.map((commit) => (edge.has(commit.sha) ? { ...commit, ...NO_DIFF } : commit))
  const running = startGit('log', [...args, LOG_FORMAT, ...DIFF_FORMAT], {
    gitDir: mirror,
    placeholders: true,
    input,
    timeoutMs: NO_LIMIT_MS,
    ...(signal ? { signal } : {}),
  })
  try {
    for await (const chunk of running.stdout) yield* told(parser.push(chunk as Buffer))
    await running.done
    yield* told(parser.end())
  } finally {
    running.kill()
  }
}

/** A commit without its diff. */
export interface CommitNode {
  readonly sha: string
  readonly parents: readonly string[]
}

/** The bare graph of a range, in the order of `readHistory`; some hundred thousand commits a second. */
export async function* readGraph(
  mirror: string,
  range: CommitRange,
  options: { readonly firstParent?: boolean; readonly signal?: AbortSignal } = {},
): AsyncGenerator<CommitNode> {
  if (range.include.length === 0 || range.newest === 0) return
  const { firstParent, signal } = options
  const args = ['--parents', ...(firstParent ? ['--first-parent'] : []), ...rangeArguments(range)]
  const running = startGit('rev-list', args, {
    gitDir: mirror,
    input: rangeInput(range),
    timeoutMs: NO_LIMIT_MS,
    ...(signal ? { signal } : {}),
  })
  try {
    for await (const lines of linesOf(running))
      for (const line of lines) {
        const [sha = '', ...parents] = line.split(' ')
        yield { sha, parents }
      }
    await running.done
  } finally {
    running.kill()
  }
}
