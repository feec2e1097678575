import { Injectable } from '@nestjs/common'
import type { RiskAssessedV1 } from '@heimgewebe/contracts'
import { sql } from 'kysely'
import type { WgxDelivery } from './repository-store.js'

/** Changes of which it is kept what sichter said, the latest. */
const MOST_CHANGES = 10_000
/** Latest runs of a repository that are looked at for the usual time of its guards, and of each guard. */
const LATEST = 2000
const OF_A_GUARD = 20

type Assessed = Pick<RiskAssessedV1, 'guards' | 'guards_signal' | 'tests'>

/** What a choice among guards rests on. */
@Injectable()
export class ChoiceStore {
  /** Keeps what sichter said of a change, and lets go of what it said longest ago. */
  async keep({ db }: WgxDelivery, change: string, position: number, assessed: Assessed): Promise<void> {
    const row = { position, assessed: JSON.stringify(assessed) }
    await db
      .insertInto('known_choice')
      .values({ change, ...row })
      .onConflict((conflict) => conflict.column('change').doUpdateSet(row))
      .execute()
    await sql`
      delete from known_choice where position <= (
        select position from known_choice order by position desc offset ${MOST_CHANGES} limit 1)`.execute(db)
  }

  /** What sichter said last of a change. */
  async of({ db }: WgxDelivery, change: string): Promise<Assessed | undefined> {
    const row = await db.selectFrom('known_choice').select('assessed').where('change', '=', change).executeTakeFirst()
    return row?.assessed
  }

  /** Median of the latest whole runs of each guard, in seconds. A result that was known took no time, and does not count. */
  async usualSeconds({ db }: WgxDelivery, repository: string): Promise<Map<string, number>> {
    const { rows } = await sql<{ guard: string; seconds: number }>`
      select guard, percentile_cont(0.5) within group (order by seconds) as seconds from (
        select guard, seconds, row_number() over (partition by guard order by position desc) as place from (
          select guard, position, (result->>'duration_seconds')::float8 as seconds from guard_run
          where repository = ${repository} and result is not null and not result ? 'tests_run'
          order by position desc limit ${LATEST}
        ) latest where seconds > 0
      ) placed where place <= ${OF_A_GUARD} group by guard`.execute(db)
    return new Map(rows.map(({ guard, seconds }) => [guard, seconds]))
  }
}
