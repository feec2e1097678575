import { Injectable } from '@nestjs/common'
import type { EventParkedV1 } from '@heimgewebe/contracts'
import type { Transaction } from 'kysely'
import type { ChronikTables, ParkedTable } from '../tables.js'

/** The list of events that services set aside. */
@Injectable()
export class ParkedStore {
  /** A service parked an event, for the first time or again. */
  async park(db: Transaction<ChronikTables>, parked: EventParkedV1, time: string): Promise<void> {
    const { event: id, consumer, event_type, event_position, reason, code, tries } = parked
    const state = { reason, code, tries, state: 'parked' as const, since: new Date(time) }
    await db
      .insertInto('parked_event')
      .values({ event_id: id, consumer, event_type, event_position, ...state })
      .onConflict((conflict) => conflict.columns(['consumer', 'event_id']).doUpdateSet(state))
      .execute()
  }

  /** A person said what is to become of it. */
  async mark(
    db: Transaction<ChronikTables>,
    which: { event: string; consumer: string },
    state: ParkedTable['state'],
  ): Promise<void> {
    await db
      .updateTable('parked_event')
      .set({ state })
      .where('consumer', '=', which.consumer)
      .where('event_id', '=', which.event)
      .execute()
  }
}
