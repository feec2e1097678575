import { Inject, Injectable } from '@nestjs/common'
import type { EventData } from '@heimgewebe/contracts'
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

  /** Takes runs into their series, each by `step`, and gives what is to be told. */
  async take<Seen extends Place, State, Told extends Telling>(
    { db }: Delivery<HeimlernTables>,
    runs: readonly Seen[],
    step: (state: State | undefined, run: Seen) => { readonly state: State; readonly told: readonly Told[] },
  ): Promise<Told[]> {
    const all: Told[] = []
    for (const run of runs) {
      const { repository, what, measure } = run
      const row = await db
        .selectFrom('baseline')
        .select('state')
        .where('repository', '=', repository)
        .where('what', '=', what)
        .where('measure', '=', measure)
        .executeTakeFirst()
      const { state, told } = step(row?.state as State | undefined, run)
      const kept = { state: jsonOf(state), ...toldIn(told) }
      await db
        .insertInto('baseline')
        .values({ repository, what, measure, ...kept })
        .onConflict((conflict) => conflict.columns(['repository', 'what', 'measure']).doUpdateSet(kept))
        .execute()
      all.push(...told)
    }
    return all
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

const OUTSIDE = sql<boolean>`coalesce(
  state->'duration'->>'out' is not null or (state->'failure_rate'->>'isOut')::boolean, false)`

const toldIn = (told: readonly Telling[]): { normal?: string; anomaly?: string } => {
  const normal = told.find(({ type }) => type === 'baseline.moved.v1')?.data as
    EventData['baseline.moved.v1'] | undefined
  const anomaly = told.find(({ type }) => type === 'anomaly.found.v1')?.data as
    EventData['anomaly.found.v1'] | undefined
  return {
    ...(normal === undefined ? {} : { normal: jsonOf(normal) }),
    ...(anomaly === undefined ? {} : { anomaly: jsonOf(anomaly) }),
  }
}
