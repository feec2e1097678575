import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { type CloudEvent, complete, draft } from '@heimgewebe/contracts'
import { type Kysely, sql } from 'kysely'
import type { AppendClient } from '../append/append-client.js'
import { ContractError } from '../errors.js'
import { failpoint } from '../failpoint.js'
import { isOutOfReach } from '../store/database.js'
import type { MeshTables } from '../store/mesh-tables.js'
import { Wakeup } from './wakeup.js'

/** What waits for chronik's yes: the events of one outbox row (none for input that led to nothing), then the ack of the input. */
interface Entry {
  readonly row: number | undefined
  events: readonly CloudEvent[]
  readonly sent: () => void
}

/** Entries that may wait before the handlers have to. */
const MOST_WAITING = 8

/**
 * Sends what committed transactions left in the outbox to chronik, in order. Input is acknowledged here: after chronik's
 * yes to all that followed from it.
 */
export class Outbox {
  private readonly log = new Logger('outbox')
  private readonly entries: Entry[] = []
  private readonly arrival = new Wakeup()
  private readonly roomFor: (() => void)[] = []
  private running: Promise<void> = Promise.resolve()
  private sending = false

  constructor(
    private readonly db: Kysely<MeshTables>,
    private readonly client: AppendClient,
  ) {}

  /** Queues what an earlier process left, and sends from now on until the signal. */
  async start(signal: AbortSignal): Promise<void> {
    const rows = await this.db.selectFrom('mesh_outbox').selectAll().orderBy('id').execute()
    for (const row of rows)
      this.entries.push({ row: row.id, events: JSON.parse(row.events) as CloudEvent[], sent: () => undefined })
    signal.addEventListener('abort', () => this.arrival.ring(), { once: true })
    this.running = this.run(signal)
  }

  /** Queues the events of a committed outbox row; waits while too many are queued. */
  async add(row: number | undefined, events: readonly CloudEvent[], sent: () => void): Promise<void> {
    this.entries.push({ row, events, sent })
    this.arrival.ring()
    if (this.entries.length > MOST_WAITING) await new Promise<void>((resolve) => this.roomFor.push(resolve))
  }

  /** True when chronik has everything. */
  get empty(): boolean {
    return this.entries.length === 0 && !this.sending
  }

  /** Events that wait for chronik. */
  get waitingEvents(): number {
    return this.entries.reduce((sum, entry) => sum + entry.events.length, 0)
  }

  /** Waits until chronik has everything, or the time is over. Then the rows stay for the next start. */
  async drained(timeoutMs: number): Promise<void> {
    const end = Date.now() + timeoutMs
    while (!this.empty && Date.now() < end) await sleep(20)
  }

  /** Resolves when the loop has ended. */
  stopped(): Promise<void> {
    return this.running
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.entries.length === 0) await this.arrival.wait()
      else
        await this.send(this.entries.splice(0), signal).catch((error: unknown) => {
          if (!signal.aborted) this.log.error(error)
        })
    }
    for (const resolve of this.roomFor.splice(0)) resolve()
  }

  private async send(entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    this.sending = true
    try {
      const events = entries.flatMap((entry) => entry.events)
      if (events.length > 0) {
        failpoint('outbox-before-append')
        await this.client.append(events, signal)
        failpoint('outbox-after-append')
        await this.forget(
          entries.flatMap((entry) => entry.row ?? []),
          signal,
        )
      }
      for (const entry of entries) entry.sent()
    } catch (error) {
      if (error instanceof ContractError) this.replace(entries, error)
      // Unsent rows stay in the table; the order is kept for the next try.
      this.entries.unshift(...entries)
      if (!(error instanceof ContractError) && !signal.aborted)
        await sleep(1000, undefined, { signal }).catch(() => undefined)
      throw error
    } finally {
      this.sending = false
      for (const resolve of this.roomFor.splice(0)) resolve()
    }
  }

  /** An event that chronik will never take must not hold up the others: in its place goes the news that it was refused. */
  private replace(entries: readonly Entry[], refusal: ContractError): void {
    let before = 0
    for (const entry of entries) {
      const refused = entry.events[refusal.index - before]
      if (refused) {
        entry.events = entry.events.map((event) => (event === refused ? refusedEvent(refused, refusal) : event))
        return
      }
      before += entry.events.length
    }
  }

  private async forget(rows: readonly number[], signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await sql`delete from mesh_outbox where id = any(${rows})`.execute(this.db)
        return
      } catch (error) {
        if (!isOutOfReach(error) || signal.aborted) throw error
        await sleep(500, undefined, { signal })
      }
    }
  }
}

const refusedEvent = (event: CloudEvent, refusal: ContractError): CloudEvent => {
  const consumer = event.source.replace('heimgewebe/', '').slice(0, 60)
  const data = {
    event: event.id,
    event_type: event.type.slice(0, 100),
    event_position: 0,
    consumer,
    reason: `chronik refused it: ${refusal.message}`.slice(0, 4000),
    code: refusal.code,
    tries: 1,
  }
  const news = draft('event.parked.v1', {
    subject: `parked/${consumer}/${event.id}`,
    correlationid: event.correlationid,
    data,
  })
  return complete(news, event.source, new Date())
}
