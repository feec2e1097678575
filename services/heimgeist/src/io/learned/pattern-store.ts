import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables } from '../tables.js'

/** The patterns that heimlern told, by the event that told them last. */
@Injectable()
export class PatternStore {
  /** Keeps that a pattern was told by an event. `told`: what it says of changes yet to come, where it says anything. */
  async tell(
    { db }: Delivery<HeimgeistTables>,
    repository: string,
    pattern: string,
    event: string,
    told: object | undefined,
  ): Promise<void> {
    const row = { event, told: told === undefined ? null : jsonOf(told) }
    await db
      .insertInto('pattern')
      .values({ repository, pattern, ...row })
      .onConflict((conflict) => conflict.columns(['repository', 'pattern']).doUpdateSet(row))
      .execute()
  }

  /** Those of these names that there are, each with its event. */
  async find(
    { db }: Delivery<HeimgeistTables>,
    repository: string | undefined,
    patterns: readonly string[],
  ): Promise<Map<string, string>> {
    if (repository === undefined || patterns.length === 0) return new Map()
    const rows = await db
      .selectFrom('pattern')
      .select(['pattern', 'event'])
      .where('repository', '=', repository)
      .where('pattern', 'in', [...patterns])
      .execute()
    return new Map(rows.map(({ pattern, event }) => [pattern, event]))
  }
}
