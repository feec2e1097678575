import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import type { SichterTables } from './tables.js'

/** Which repository an incident belongs to, for the events that do not say. */
@Injectable()
export class IncidentStore {
  /** Remembers the repository of an incident. */
  async keep({ db }: Delivery<SichterTables>, incident: string, repository: string): Promise<void> {
    await db
      .insertInto('incident')
      .values({ incident, repository })
      .onConflict((conflict) => conflict.column('incident').doUpdateSet({ repository }))
      .execute()
  }

  /** The repository of an incident, where it was told. */
  async find({ db }: Delivery<SichterTables>, incident: string): Promise<string | undefined> {
    const row = await db.selectFrom('incident').select('repository').where('incident', '=', incident).executeTakeFirst()
    return row?.repository
  }
}
