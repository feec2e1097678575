import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { jsonOf } from '../json-of.js'
import type { HeimgeistTables, SuspectsJson } from '../tables.js'

/** Reports of one incident that are kept. */
const MOST_REPORTS = 20

/** The incidents that were heard of: which events reported them, and the latest answer to which change is behind each. */
@Injectable()
export class IncidentStore {
  /** An event reports it; the first ones are kept. */
  async report(
    { db }: Delivery<HeimgeistTables>,
    incident: string,
    event: string,
    repository: string | undefined,
  ): Promise<void> {
    await sql`
      insert into incident as i (incident, repository, events) values (${incident}, ${repository ?? null}, ${jsonOf([event])})
      on conflict (incident) do update set
        repository = coalesce(excluded.repository, i.repository),
        events = case when jsonb_array_length(i.events) < ${MOST_REPORTS} then i.events || excluded.events else i.events end`.execute(
      db,
    )
  }

  /** Which changes may be behind it; a later answer replaces an earlier one. */
  async suspect(
    { db }: Delivery<HeimgeistTables>,
    incident: string,
    repository: string,
    suspects: SuspectsJson,
  ): Promise<void> {
    const row = { repository, suspects: jsonOf(suspects) }
    await db
      .insertInto('incident')
      .values({ incident, events: jsonOf([]), ...row })
      .onConflict((conflict) => conflict.column('incident').doUpdateSet(row))
      .execute()
  }
}
