import { Logger } from '@nestjs/common'
import { type CloudEvent, type EventData, type MeshEvent, natsSubjectsOf, mayOrder } from '@heimgewebe/contracts'
import type { Msg, NatsConnection, Subscription } from '@nats-io/nats-core'
import type { Kysely, Transaction } from 'kysely'
import type { MeshTables } from '../store/mesh-tables.js'
import type { Connection } from './connection.js'

/** The event that throws it. */
export const SWITCH = 'switch.thrown.v1'

/**
 * The kill switch as this process knows it. Its event is heard twice: from the log in order, which is what a restart finds
 * again, and at once, beside the log, so that a service far behind stops as quickly as one that is not.
 */
export class KillSwitch {
  private readonly log = new Logger('switch')
  private readonly listeners: (() => void)[] = []
  private subscription: Subscription | undefined
  private position = 0
  private stopped = false

  constructor(
    private readonly db: Kysely<MeshTables>,
    private readonly connection: Connection,
  ) {}

  /** True while no act may begin. */
  get thrown(): boolean {
    return this.stopped
  }

  /** Calls back whenever it is thrown or released. */
  onChange(listener: () => void): void {
    this.listeners.push(listener)
  }

  /** Reads how it was left, and listens in the background. */
  async start(): Promise<void> {
    const row = await this.db.selectFrom('mesh_switch').selectAll().executeTakeFirst()
    if (row) this.turn(row.position, row.stopped)
    void this.connection.nats().then((nats) => this.listen(nats))
  }

  /** Stops listening. */
  close(): void {
    this.subscription?.unsubscribe()
  }

  /** Keeps the state in the transaction of the event; what changed counts here only after its commit. */
  async keep(trx: Transaction<MeshTables>, event: MeshEvent): Promise<() => void> {
    // Another service has no say in it, as in no other command.
    if (!mayOrder(event.source)) return () => undefined
    const stopped = (event.data as EventData[typeof SWITCH]).state === 'stopped'
    const { position } = event
    await trx
      .insertInto('mesh_switch')
      .values({ stopped, position })
      .onConflict((conflict) => conflict.column('one').doUpdateSet({ stopped, position }))
      .execute()
    return () => this.turn(position, stopped)
  }

  private listen(nats: NatsConnection): void {
    this.subscription = nats.subscribe(natsSubjectsOf(SWITCH), {
      callback: (error, message) => void (error ?? this.hear(message)),
    })
  }

  private hear(message: Msg): void {
    const event = message.json<CloudEvent<typeof SWITCH>>()
    const before = Number(message.headers?.get('Nats-Expected-Last-Sequence'))
    // A refilled stream tells old events again: only what is newer than what is known counts.
    if (Number.isSafeInteger(before) && mayOrder(event.source)) this.turn(before + 1, event.data.state === 'stopped')
  }

  private turn(position: number, stopped: boolean): void {
    if (position <= this.position) return
    this.position = position
    if (this.stopped === stopped) return
    this.stopped = stopped
    this.log.warn(stopped ? 'the kill switch is thrown: acts end, and none begins' : 'the kill switch is released')
    for (const listener of this.listeners) listener()
  }
}
