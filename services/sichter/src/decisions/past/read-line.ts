import type { Change } from './change.js'

/** A commit as the judge hands it over, one JSON line each. Times are seconds. */
export interface ChangeLine {
  readonly sha: string
  readonly author?: string
  readonly at?: number
  readonly ct?: number
  readonly subject?: string
  readonly body?: string
  readonly nf?: number
  readonly la?: number
  readonly ld?: number
  readonly files?: readonly {
    readonly p: string
    readonly o?: string
    readonly t?: string
    readonly a?: number
    readonly d?: number
    readonly h?: Change['files'][number]['hunks']
  }[]
  readonly tokens?: {
    readonly added?: Readonly<Record<string, number>>
    readonly deleted?: Readonly<Record<string, number>>
  }
}

const STATUS: Readonly<Record<string, string>> = { A: 'added', M: 'modified', D: 'deleted', R: 'renamed' }
const FIXES = /^\s*fixes:?\s+(?:commit\s+)?([0-9a-f]{7,40})\b/gim
const REVERTS = /revert(?:s|ed)? commit\s+([0-9a-f]{7,40})/gi
/** Characters of a commit id by which abbreviated ones are looked up. */
const SHORT = 7
/** Tokens of one side of a change that are read. */
const MOST_TOKENS = 400

/** Full ids of the commits handed over so far, by their beginnings. */
export class Commits {
  private readonly known = new Map<string, string[]>()

  add(sha: string): void {
    const short = sha.slice(0, SHORT)
    const others = this.known.get(short) ?? []
    // NOTE: joined, not spread: a list made by spreading keeps room for 17.
    if (!others.includes(sha)) this.known.set(short, others.concat(sha))
  }

  /** The ids that a message names in a certain way, as far as they are known. */
  named(body: string, pattern: RegExp): string[] {
    return [...body.matchAll(pattern)].flatMap(([, name = '']) => {
      const wanted = name.toLowerCase()
      const found = this.known.get(wanted.slice(0, SHORT))?.filter((sha) => sha.startsWith(wanted)) ?? []
      return found.length === 1 ? found : []
    })
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null

const isHunk = (value: unknown): boolean =>
  Array.isArray(value) && value.slice(0, 4).every((item) => Number.isSafeInteger(item)) && typeof value[4] === 'string'

const namesOf = (counts: Readonly<Record<string, number>> | undefined): string[] =>
  Object.entries(counts ?? {})
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_TOKENS)
    .map(([name]) => name)

/** A line as a change to judge. What is missing or of the wrong kind counts as empty. */
export const readLine = (line: ChangeLine, commits: Commits): Change => {
  const body = text(line.body)
  const files = Array.isArray(line.files) ? (line.files as NonNullable<ChangeLine['files']>) : []
  return {
    id: line.sha,
    sha: line.sha,
    event: line.sha,
    author: text(line.author),
    authoredAt: number(line.at),
    committedAt: number(line.ct),
    title: text(line.subject),
    body,
    added: number(line.la),
    deleted: number(line.ld),
    fileCount: number(line.nf),
    files: files.filter(isRecord).flatMap(({ p, o, t, a, d, h }) =>
      typeof p === 'string'
        ? [
            {
              path: p,
              ...(typeof o === 'string' ? { oldPath: o } : {}),
              status: STATUS[text(t)] ?? 'modified',
              added: number(a),
              deleted: number(d),
              hunks: Array.isArray(h) ? h.filter(isHunk) : [],
            },
          ]
        : [],
    ),
    fixes: commits.named(body, FIXES),
    reverts: commits.named(body, REVERTS),
    ...(line.tokens === undefined
      ? {}
      : { tokens: { added: namesOf(line.tokens.added), deleted: namesOf(line.tokens.deleted) } }),
  }
}
