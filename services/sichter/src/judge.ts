import { createInterface } from 'node:readline'
import { assessChange } from './decisions/assess-change.js'
import type { Change } from './decisions/change.js'
import { giveReasons } from './decisions/give-reasons.js'
import { type Judgement, newJudgement } from './decisions/judgement.js'
import { learnChange } from './decisions/learn-change.js'

/** A commit as the judge hands it over, one JSON line each. */
interface Line {
  readonly type: 'change' | 'incident'
  readonly id?: string
  readonly sha: string
  readonly author: string
  readonly at: number
  readonly ct: number
  readonly subject: string
  readonly body: string
  readonly nf: number
  readonly la: number
  readonly ld: number
  readonly files: readonly {
    readonly p: string
    readonly o?: string
    readonly t: string
    readonly a: number
    readonly d: number
    readonly h?: Change['files'][number]['hunks']
  }[]
}

const STATUS: Readonly<Record<string, string>> = { A: 'added', M: 'modified', D: 'deleted', R: 'renamed' }
const FIXES = /^\s*fixes:?\s+(?:commit\s+)?([0-9a-f]{7,40})\b/gim
const REVERTS = /revert(?:s|ed)? commit\s+([0-9a-f]{7,40})/gi
/** Characters of a commit id by which abbreviated ones are looked up. */
const SHORT = 7

/** Full ids of the commits handed over so far, by their beginnings. */
class Commits {
  private readonly known = new Map<string, string[]>()

  add(sha: string): void {
    const short = sha.slice(0, SHORT)
    this.known.set(short, [...(this.known.get(short) ?? []), sha])
  }

  /** The ids that a message names in a certain way, as far as they are known. */
  named(body: string, pattern: RegExp): string[] {
    return [...body.matchAll(pattern)].flatMap(([, name = '']) => {
      const found = this.known.get(name.slice(0, SHORT).toLowerCase())?.filter((sha) => sha.startsWith(name)) ?? []
      return found.length === 1 ? found : []
    })
  }
}

const read = (line: Line, commits: Commits): Change => ({
  id: line.sha,
  sha: line.sha,
  event: line.sha,
  author: line.author,
  authoredAt: line.at,
  committedAt: line.ct,
  title: line.subject,
  body: line.body,
  added: line.la,
  deleted: line.ld,
  fileCount: line.nf,
  files: line.files.map(({ p, o, t, a, d, h }) => ({
    path: p,
    ...(o === undefined ? {} : { oldPath: o }),
    status: STATUS[t] ?? 'modified',
    added: a,
    deleted: d,
    hunks: h ?? [],
  })),
  fixes: commits.named(line.body, FIXES),
  reverts: commits.named(line.body, REVERTS),
})

/** Judges a commit from those before it, and learns from it, with the decisions that the service runs. */
const judge = (judgement: Judgement, change: Change) => {
  const seen = assessChange(judgement, change)
  const evidence = giveReasons(judgement, change, seen.now)
  learnChange(judgement, change, seen)
  return { sha: change.sha, score: seen.probability, evidence }
}

const judgement = newJudgement()
const commits = new Commits()
for await (const text of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (text === '') continue
  const line = JSON.parse(text) as Line
  if (line.type === 'incident') process.stdout.write(`${JSON.stringify({ id: line.id, ranking: [] })}\n`)
  else {
    const answer = judge(judgement, read(line, commits))
    commits.add(line.sha)
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  }
}
