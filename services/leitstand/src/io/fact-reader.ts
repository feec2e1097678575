import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import type { Fact } from '../api.js'

/** What was done about a change and what became of it, newest first. */
export interface Facts {
  decisions: Fact[]
  /** What was recommended for it. */
  advice: Fact[]
  guards: Fact[]
  outcomes: Fact[]
  checks: Fact[]
  reviews: Fact[]
}

const KIND: Readonly<Record<string, keyof Facts>> = {
  'decision.made.v1': 'decisions',
  'advice.given.v1': 'advice',
  'guard.started.v1': 'guards',
  'guard.finished.v1': 'guards',
  'outcome.recorded.v1': 'outcomes',
  'ci.result.v1': 'checks',
  'pr.reviewed.v1': 'reviews',
}

const TYPES = Object.keys(KIND)

/** Facts of a change of which nothing is known. */
export const noFacts = (): Facts => ({
  decisions: [],
  advice: [],
  guards: [],
  outcomes: [],
  checks: [],
  reviews: [],
})

/** Facts of each kind that one card shows. */
const MAX_FACTS = 8
/** Facts read for one change before they are grouped. */
const MAX_ROWS = 60

interface Row {
  id: string
  type: string
  time: Date
  change: string
  detail: Record<string, unknown>
}

/** Reads the facts of changes. */
@Injectable()
export class FactReader {
  constructor(@Inject(DATABASE) private readonly db: Kysely<unknown>) {}

  /** The facts of each of these changes. */
  async of(subjects: readonly string[]): Promise<Map<string, Facts>> {
    if (subjects.length === 0) return new Map()
    const { rows } = await sql<Row>`
      select m.* from unnest(${[...subjects]}::text[]) as wanted(subject)
      cross join lateral (
        select id, type, time, change, detail from moments
        where change = wanted.subject and type = any(${TYPES}) order by position desc limit ${MAX_ROWS}) m`.execute(
      this.db,
    )
    const found = new Map<string, Facts>()
    const seen = new Set<string>()
    for (const row of rows) {
      const facts = found.get(row.change) ?? noFacts()
      found.set(row.change, facts)
      const kind = KIND[row.type]
      if (kind === undefined || facts[kind].length >= MAX_FACTS) continue
      const thing = thingOf(row)
      if (seen.has(thing)) continue
      seen.add(thing)
      facts[kind].push({ event: row.id, time: row.time.toISOString(), type: row.type, detail: row.detail })
    }
    return found
  }
}

/** What a fact is the state of: the newest one wins, such as a guard's verdict over its start. */
const thingOf = ({ id, type, change, detail }: Row): string => {
  if (type.startsWith('guard.')) return `${change} guard ${String(detail['guard'])} ${String(detail['area'])}`
  if (type === 'ci.result.v1') return `${change} ci ${String(detail['pipeline'])}`
  if (type === 'pr.reviewed.v1') return `${change} review ${String(detail['reviewer'])}`
  return id
}
