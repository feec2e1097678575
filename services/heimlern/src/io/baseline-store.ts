import { Inject, Injectable } from '@nestjs/common'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import { jsonOf } from './json-of.js'
import type { HeimlernTables } from './tables.js'

/** Names the series that a run belongs to. */
interface Place {
  readonly repository: string
  readonly what: string
  readonly measure: string
}

/** Something told of a series. */
interface Telling {
  readonly type: string
  readonly data: unknown
}

/** What is normal for each pipeline and guard, and what was far outside. */
@Injectable()
export class BaselineStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<HeimlernTables>) {}

  /** Takes the runs of one event into their series, each by `step`, and gives what is to be told. */
  async take<Seen extends Place, State, Told extends Telling>(
    { db }: Delivery<HeimlernTables>,
    runs: readonly Seen[],
    step: (state: State | undefined, run: Seen) => { readonly state: State; readonly told: readonly Told[] },
  ): Promise<Told[]> {
    const [first] = runs
    if (first === undefined) return []
    const { repository } = first
    const whats = [...new Set(runs.map(({ what }) => what))]
    const rows = await db
      .selectFrom('baseline')
      .select(['what', 'measure', 'state'])
      .where('repository', '=', repository)
      .where('what', 'in', whats)
      .execute()
    const states = new Map(rows.map((row) => [keyOf(row), row.state as State]))
    const steps = runs.map((run) => {
      const { state, told } = step(states.get(keyOf(run)), run)
      const { what, measure } = run
      return { told, row: { repository, what, measure, state: jsonOf(state), ...toldIn(told) } }
    })
    await db
      .insertInto('baseline')
      .values(steps.map(({ row }) => row))
      .onConflict((conflict) => conflict.columns(['repository', 'what', 'measure']).doUpdateSet(NEWEST))
      .execute()
    return steps.flatMap(({ told }) => told)
  }

  /** What is normal, as it was told last, the last anomaly, and whether that goes on (`outside`), by repository and name. */
  async all(repository: string | undefined, limit: number) {
    let query = this.db
      .selectFrom('baseline')
      .select(['repository', 'what', 'measure', 'normal', 'anomaly', OUTSIDE.as('outside')])
      .where('normal', 'is not', null)
      .orderBy('repository')
      .orderBy('what')
      .orderBy('measure')
      .limit(limit)
    if (repository !== undefined) query = query.where('repository', '=', repository)
    return query.execute()
  }
}

const keyOf = ({ what, measure }: Pick<Place, 'what' | 'measure'>): string => `${measure} ${what}`

/** What was told last stays until something is told again. */
const NEWEST = {
  state: sql<string>`excluded.state`,
  normal: sql<string | null>`coalesce(excluded.normal, baseline.normal)`,
  anomaly: sql<string | null>`coalesce(excluded.anomaly, baseline.anomaly)`,
}

const OUTSIDE = sql<boolean>`coalesce(
  state->'duration'->>'out' is not null or (state->'failure_rate'->>'isOut')::boolean, false)`

const toldIn = (told: readonly Telling[]): { normal: string | null; anomaly: string | null } => {
  const jsonOfLast = (type: string): string | null => {
    const last = told.findLast((one) => one.type === type)
    return last === undefined ? null : jsonOf(last.data)
  }
  return { normal: jsonOfLast('baseline.moved.v1'), anomaly: jsonOfLast('anomaly.found.v1') }
}
