import { gitIn } from './git.js'

/** One commit of a history. */
export interface Commit {
  readonly sha: string
  readonly parents: readonly string[]
  /** Address of the author, in lower case. */
  readonly author: string
  /** Committer date in seconds. */
  readonly at: number
  readonly title: string
  readonly body: string
  /** Paths that it touches; none for a merge, and at the edge of the history. */
  readonly files: readonly string[]
  /** The commit of the main line that all of the past of this one lies at or before, and this one does not. */
  readonly before?: string
}

const FORMAT = '%x01%H%x00%P%x00%ae%x00%ct%x00%B%x02'

/** The commits up to a head, each after its parents. */
export const readCommits = async (folder: string, head: string): Promise<Commit[]> => {
  const log = ['log', '--topo-order', '--reverse', '--no-renames', '--no-ext-diff', '--name-only', '-z']
  const text = await gitIn(folder, ...log, `--format=${FORMAT}`, head)
  const edge = new Set((await gitIn(folder, 'rev-list', '--max-parents=0', head)).trim().split('\n'))
  return text
    .split('\u0001')
    .slice(1)
    .map((part) => {
      const [facts = '', names = ''] = part.split('\u0002')
      const [sha = '', parents = '', author = '', at = '', message = ''] = facts.split('\0')
      const [title = '', ...body] = message.trim().split('\n')
      return {
        sha,
        parents: parents.split(' ').filter(Boolean),
        author: author.toLowerCase(),
        at: Number(at),
        title: title.trim(),
        body: body.join('\n').trim(),
        // Of a first commit nobody knows what it changed.
        files: edge.has(sha) ? [] : names.split('\0').flatMap((name) => name.trim() || []),
      }
    })
}

/** Says of each commit up to where the main line may be shown before it: its first parent, or that of the merge that brought it. */
export const withMainline = (commits: readonly Omit<Commit, 'before'>[]): Commit[] => {
  const known = new Map(commits.map((commit) => [commit.sha, commit]))
  const line: Omit<Commit, 'before'>[] = []
  for (let at = commits.at(-1); at !== undefined; at = known.get(at.parents[0] ?? '')) line.push(at)
  const before = new Map<string, string | undefined>()
  for (const { sha, parents } of line.reverse()) {
    const open = [sha, ...parents.slice(1)]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (before.has(next) || !known.has(next)) continue
      before.set(next, parents[0])
      if (next !== sha) open.push(...known.get(next)!.parents)
    }
  }
  return commits.map((commit) => {
    const shown = before.get(commit.sha)
    return shown === undefined || !known.has(shown) ? commit : { ...commit, before: shown }
  })
}

const FIX = /^fix\b|\b(?:fix(?:es|ed|ing)?|bugs?|regressions?|crash(?:es|ed)?)\b/i
const NO_FIX = /\b(?:typos?|spelling|comments?|whitespace|indentation|lint|format(?:ting)?|docs?|readme|tests?|ci)\b/i
const TYPE = /^(\w+)(?:\([^)]*\))?!?:/
const OTHER = new Set('feat feature docs doc chore test tests ci style refactor perf build release'.split(' '))

/** Whether a title says that the commit mends something. */
export const isFix = ({ title }: Pick<Commit, 'title'>): boolean =>
  !OTHER.has(TYPE.exec(title)?.[1]?.toLowerCase() ?? '') &&
  (isRevert({ title }) || (FIX.test(title) && !NO_FIX.test(title)))

/** Whether a title says that the commit takes another one back. */
export const isRevert = ({ title }: Pick<Commit, 'title'>): boolean => /^revert\b/i.test(title)
