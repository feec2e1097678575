import { createInterface } from 'node:readline'
import { type Judgement, newJudgement } from './decisions/judgement.js'
import type { Change } from './decisions/past/change.js'
import { type ChangeLine, Commits, readLine } from './decisions/past/read-line.js'
import { rankGuards } from './decisions/guards/rank-guards.js'
import { rankSuspects } from './decisions/suspects/rank-suspects.js'
import { takeInput } from './decisions/take-input.js'

/** Answers in a ranking, at most. */
const MOST_RANKED = 50
/** Changes whose words are kept: tests are asked for soon after the change. */
const MOST_KEPT = 32
/** The longest line that is read, in characters. */
const LONGEST = 50_000_000

/** A report; with `fix`, the change that ended it is known. */
interface IncidentLine {
  readonly id?: unknown
  readonly time?: number
  readonly text?: string
  readonly service?: string
  readonly files?: readonly string[]
  readonly fix?: ChangeLine
}

/** Which tests to run for a change that was handed over before, or comes along; without `tests`, all that are known. */
interface GuardsLine {
  readonly id?: unknown
  readonly sha?: string
  readonly change?: ChangeLine
  readonly tests?: readonly string[]
}

/** The judge's door: the decisions that the service runs, fed by lines in place of events, its state in memory. */
class Door {
  private readonly judgement: Judgement = newJudgement()
  private readonly commits = new Commits()
  private readonly latest = new Map<string, Change>()

  /** The answer to one line. A line that cannot be read is answered too, and changes nothing. */
  answer(text: string): unknown {
    if (text.length > LONGEST) return { error: `the line is longer than ${LONGEST} characters` }
    let line: unknown
    try {
      line = JSON.parse(text)
    } catch {
      return { error: 'the line is no JSON' }
    }
    if (typeof line !== 'object' || line === null || !('type' in line)) return { error: 'the line has no type' }
    const { type } = line
    try {
      if (type === 'change') return this.change(line as unknown as ChangeLine)
      if (type === 'incident') return this.incident(line as IncidentLine)
      if (type === 'guards') return this.guards(line as GuardsLine)
    } catch (error) {
      process.stderr.write(`judge: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      return { error: 'the line could not be judged' }
    }
    return { error: `there is no answer to a line of type ${String(type).slice(0, 100)}` }
  }

  private change(line: ChangeLine): unknown {
    if (typeof line.sha !== 'string' || line.sha === '') return { error: 'the change has no sha' }
    if (this.judgement.past.changeIndex.has(line.sha)) return { sha: line.sha }
    const change = readLine(line, this.commits)
    const { verdict } = takeInput(this.judgement, { kind: 'change', change })
    this.commits.add(line.sha)
    this.latest.set(line.sha, change)
    if (this.latest.size > MOST_KEPT) this.latest.delete(this.latest.keys().next().value!)
    return { sha: line.sha, score: verdict?.seen.probability, evidence: verdict?.data.reasons }
  }

  private incident(line: IncidentLine): unknown {
    const { past, clock } = this.judgement
    const { suspects } = rankSuspects(this.judgement, {
      time: Number.isFinite(line.time) ? Number(line.time) : clock.now,
      text: typeof line.text === 'string' ? line.text : '',
      files: Array.isArray(line.files) ? line.files.filter((file) => typeof file === 'string') : [],
      ...(typeof line.service === 'string' ? { service: line.service } : {}),
      ...(line.fix === undefined ? {} : { fix: readLine(line.fix, this.commits) }),
    })
    const first = suspects.slice(0, MOST_RANKED)
    return {
      id: line.id,
      ranking: first.map(({ change }) => past.shas[change]),
      confidence: first.map(({ confidence }) => Math.round(confidence * 10_000) / 10_000),
    }
  }

  private guards(line: GuardsLine): unknown {
    const { sha = '' } = line
    const change = line.change === undefined ? this.latest.get(sha) : readLine(line.change, this.commits)
    const ranking = rankGuards(this.judgement, change ?? sha, line.tests)
    return { id: line.id, ranking }
  }
}

const door = new Door()
const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })
// Asked to end, the door answers the line it is at and goes; so it does when nobody reads its answers any more.
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    lines.close()
    process.stdin.destroy()
  })
process.stdout.on('error', () => process.exit(0))
lines.on('line', (text) => {
  if (text !== '') process.stdout.write(`${JSON.stringify(door.answer(text))}\n`)
})
