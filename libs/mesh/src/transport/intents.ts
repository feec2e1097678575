import type { CloudEvent, MeshEvent } from '@heimgewebe/contracts'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { MeshTables } from '../store/mesh-tables.js'
import type { Routes } from './routes.js'

/**
 * The service's own intents on their way to being carried out. What stands in the log already when the service begins to
 * read may have been carried out by a process whose state is lost. So such an intent is only *heard* until the service has
 * read as far as the log went then: a result on the way settles it.
 */
export class Intents {
  /** End of the log when it was opened. */
  private end = 0
  /** Whether there may be intents that are only heard. */
  private open = false

  constructor(
    private readonly db: Kysely<MeshTables>,
    private readonly routes: Routes,
  ) {}

  /**
   * The log was opened and went as far as `end`. A service without a place in the log, and not rebuilding, has lost its
   * state or never had one: every intent up to there is history.
   */
  async opened(end: number): Promise<void> {
    this.end = end
    this.open = true
    await this.db
      .updateTable('mesh_cursor')
      .set({ history_until: sql`greatest(history_until, ${end})` })
      .where('position', '=', 0)
      .where('rebuild_until', '=', 0)
      .execute()
  }

  /** Whether an event may be the result of an act that is only heard of, whatever its type: one of the service's own. */
  mayBeSettledBy(position: number, body: () => string): boolean {
    return position <= this.end && this.routes.acts && body().includes(`"source":"${this.routes.source}"`)
  }

  /** Keeps an intent in the transaction that hears it. True where it waits to be carried out. */
  async keep(trx: Transaction<MeshTables>, event: MeshEvent): Promise<boolean> {
    // An intent must survive a power cut: after one, the act may have happened.
    await sql`set local synchronous_commit = on`.execute(trx)
    const state = event.position <= this.end ? 'heard' : 'waiting'
    const lane = this.routes.laneOf(event)
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('mesh_act')
      .values({
        event_id: event.id,
        event: JSON.stringify(event),
        state,
        position: event.position,
        type: event.type,
        // A lane is named by what somebody else wrote: as JSON it fits into a column, whatever it holds.
        lane: lane === undefined ? null : JSON.stringify(lane),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    return state === 'waiting' && (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  /** Settles the intent that an event of this service is the result of. */
  async settle(trx: Transaction<MeshTables>, event: CloudEvent): Promise<void> {
    if (event.causationid === undefined || !this.routes.isResult(event)) return
    await trx
      .updateTable('mesh_act')
      .set({ state: 'done' })
      .where('event_id', '=', event.causationid)
      .where('state', '=', 'heard')
      .execute()
  }

  /**
   * Once the service has read as far as the log went when it was opened: intents without a result wait to be carried out,
   * but those from before the state was lost are given back, since nobody knows what became of them.
   */
  async caughtUp(position: number): Promise<MeshEvent[] | undefined> {
    if (!this.open || position < this.end) return undefined
    this.open = false
    const { history_until } = await this.db.selectFrom('mesh_cursor').select('history_until').executeTakeFirstOrThrow()
    await this.db
      .updateTable('mesh_act')
      .set({ state: 'waiting' })
      .where('state', '=', 'heard')
      .where('position', '>', history_until)
      .execute()
    const lost = await this.db
      .selectFrom('mesh_act')
      .select('event')
      .where('state', '=', 'heard')
      .orderBy('position')
      .execute()
    return lost.map(({ event }) => JSON.parse(event) as MeshEvent)
  }
}
