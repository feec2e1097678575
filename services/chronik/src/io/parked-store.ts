import { Injectable } from '@nestjs/common'
import type { MeshEvent } from '@heimgewebe/contracts'
import type { Transaction } from 'kysely'
import { clean } from '../decisions/describe-limits.js'
import type { ChronikTables, ParkedTable } from './tables.js'

/** Tries that the column can hold. */
const MAX_TRIES = 2_147_483_647

/** The list of events that services set aside. */
@Injectable()
export class ParkedStore {
  /** A service parked an event, for the first time or again. */
  async park(db: Transaction<ChronikTables>, event: MeshEvent<'event.parked.v1'>): Promise<void> {
    const { event: id, consumer, event_type, event_position, reason, code, tries } = event.data
    const state = {
      reason: clean(reason, 4000),
      code: clean(code, 60),
      tries: Math.min(tries, MAX_TRIES),
      state: 'parked' as const,
      since: new Date(event.time),
    }
    const which = { event_id: id, consumer: clean(consumer, 60), event_type: clean(event_type, 100) }
    await db
      .insertInto('parked_event')
      .values({ ...which, event_position: Math.min(event_position, Number.MAX_SAFE_INTEGER), ...state })
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
      .where('consumer', '=', clean(which.consumer, 60))
      .where('event_id', '=', which.event)
      .execute()
  }
}
