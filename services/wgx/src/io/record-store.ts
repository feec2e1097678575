import { Inject, Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, sql } from 'kysely'
import type { WgxDelivery } from './repository-store.js'
import type { Tables } from './tables.js'

/** Tests kept of one guard, those that failed last; and latest runs in which the same failure is looked for. */
const MOST_TESTS = 1000
const LATEST = 100

/** How often something failed, and how often of these it then passed on the same files. */
export interface FailureRecord {
  readonly failed: number
  readonly flipped: number
}

/** What became of the failures of each guard and test. */
@Injectable()
export class RecordStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** Counts the failures of one result; one without a second look says nothing. */
  async keep({ db }: WgxDelivery, { data, position }: MeshEvent<'guard.finished.v1'>): Promise<void> {
    const { repository, guard, fault, failures = [], flaky = [], known = [] } = data
    // A known result is the same failure told again.
    if (fault === undefined || data.duration_seconds === 0) return
    const names = failures.length === 0 ? [''] : [...new Set(failures.map(({ name }) => name))]
    for (const test of names) {
      const isFlipped = test === '' ? fault === 'flaky' : flaky.includes(test)
      const isKnown = known.includes(test)
      const row = {
        failed: 1,
        flipped: Number(isFlipped),
        known: Number(isKnown),
        blamed: Number(fault === 'change' && !isFlipped && !isKnown),
      }
      await db
        .insertInto('test_record')
        .values({ repository, guard, test, position, ...row })
        .onConflict((conflict) =>
          conflict.columns(['repository', 'guard', 'test']).doUpdateSet((old) => ({
            failed: old('test_record.failed', '+', 1),
            flipped: old('test_record.flipped', '+', row.flipped),
            known: old('test_record.known', '+', row.known),
            blamed: old('test_record.blamed', '+', row.blamed),
            position,
          })),
        )
        .execute()
    }
    await sql`
      delete from test_record where repository = ${repository} and guard = ${guard} and position <= (
        select position from test_record where repository = ${repository} and guard = ${guard}
        order by position desc offset ${MOST_TESTS} limit 1)`.execute(db)
  }

  /** What became of earlier failures of these tests together; of the guard itself, where no test is named. For acts. */
  async historyOf(repository: string, guard: string, tests: readonly string[]): Promise<FailureRecord> {
    const row = await this.db
      .selectFrom('test_record')
      .select((of) => [of.fn.sum<string>('failed').as('failed'), of.fn.sum<string>('flipped').as('flipped')])
      .where('repository', '=', repository)
      .where('guard', '=', guard)
      .where('test', 'in', tests.length === 0 ? [''] : [...tests])
      .executeTakeFirst()
    return { failed: Number(row?.failed ?? 0), flipped: Number(row?.flipped ?? 0) }
  }

  /** Other changes for which one of these tests failed lately with nobody at fault for certain. For acts. */
  async elsewhere(repository: string, guard: string, change: string, tests: readonly string[]): Promise<number> {
    if (tests.length === 0) return 0
    const { rows } = await sql<{ changes: string }>`
      select count(distinct change) as changes from (
        select change, result from guard_run
        where repository = ${repository} and guard = ${guard} and result is not null
        order by position desc limit ${LATEST}
      ) latest
      where change <> ${change} and result->>'fault' = 'unclear' and exists (
        select from jsonb_array_elements(result->'failures') failure where failure->>'name' = any(${[...tests]}))`.execute(
      this.db,
    )
    return Number(rows[0]?.changes ?? 0)
  }
}
