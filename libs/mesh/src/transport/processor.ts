import { Logger } from '@nestjs/common'
import type { CloudEvent, MeshEvent } from '@heimgewebe/contracts'
import { type Kysely, sql, type Transaction } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MeshConfig } from '../config/mesh-config.js'
import { PoisonMessageError } from '../errors.js'
import { failpoint } from '../failpoint.js'
import { isOutOfReach } from '../store/database.js'
import type { MeshTables } from '../store/mesh-tables.js'
import { OpenDelivery } from './delivery.js'
import { Parking } from './parking.js'
import { type KillSwitch, SWITCH } from './kill-switch.js'
import { Intents } from './intents.js'
import type { Routes } from './routes.js'
import { within } from './time-limit.js'
import { Tries } from './tries.js'

/** Another instance of the service has moved on: what this one did is rolled back, and it reads its place again. */
export class CursorMovedError extends Error {
  override readonly name = 'CursorMovedError'
}

/** The database is not where this process left it, so what its stores hold in memory is not true: only a new process is. */
export class StaleMemoryError extends Error {
  override readonly name = 'StaleMemoryError'
}

/** An event that ended the process whenever it was handled, such as by its memory. */
class ProcessEndedError extends Error {
  override readonly name = 'ProcessEndedError'
  readonly code = 'process_ended'
}

/** What one transaction left behind. */
export interface Processed {
  /** Row of the outbox, where the events led to others. */
  readonly row: number | undefined
  readonly events: readonly CloudEvent[]
  /** True where an intent waits to be carried out. */
  readonly acts: boolean
}

/** Longest wait between two tries in milliseconds. */
const LONGEST_DELAY_MS = 60_000

/** Applies events in the order of the log: inbox, state changes, outbox and place in the log in one transaction. */
export class Processor {
  private readonly log = new Logger('processor')
  private readonly parking: Parking
  private readonly intents: Intents
  private readonly tries: Tries
  /** Last position whose effects are committed, as this process knows. */
  private committed: number | undefined
  /** Positions up to here are read again to build the read model anew: nothing of them leaves the service. */
  private rebuildUntil = 0

  constructor(
    private readonly db: Kysely<MeshTables>,
    private readonly routes: Routes,
    private readonly config: MeshConfig,
    private readonly killSwitch: KillSwitch,
  ) {
    this.parking = new Parking(routes, config.service)
    this.intents = new Intents(db, routes)
    this.tries = new Tries(db)
  }

  /** Reads the service's place in the log. */
  async load(): Promise<number> {
    const row = await this.db
      .insertInto('mesh_cursor')
      .values({ position: 0, rebuild_until: 0 })
      // Of a schema that somebody emptied, the row may be gone; this only reads it where it is there.
      .onConflict((conflict) => conflict.column('one').doUpdateSet({ one: true }))
      .returningAll()
      .executeTakeFirstOrThrow()
    if (this.committed !== undefined && this.committed !== row.position)
      throw new StaleMemoryError(`the database is at position ${row.position}, this process at ${this.committed}`)
    if (this.committed === undefined) await this.tries.load(this.config.batchSize)
    this.committed = row.position
    this.rebuildUntil = row.rebuild_until
    return row.position
  }

  /** The log was opened after what was loaded, and went as far as `end` then. */
  opened(end: number): Promise<void> {
    return this.intents.opened(end)
  }

  /** All up to here was read. Once that is as far as the log went when it was opened: the acts whose result is unknown. */
  caughtUp(position: number): Promise<MeshEvent[] | undefined> {
    return this.intents.caughtUp(position)
  }

  /** Whether an event can change anything here: the others need not even be parsed. */
  concerns(type: string, position: number, body: () => string): boolean {
    return this.hears(type) || this.intents.mayBeSettledBy(position, body)
  }

  /** Whether the service does anything with this type. */
  hears(type: string): boolean {
    return this.routes.handles(type) || this.routes.performs(type) || this.parking.hears(type) || this.stopsAt(type)
  }

  private stopsAt(type: string): boolean {
    return type === SWITCH && this.routes.acts
  }

  /** Writes the place in the log alone, after events that do not concern the service. */
  async skipTo(position: number): Promise<void> {
    await this.db.transaction().execute((trx) => this.advance(trx, position, []))
    this.committed = position
  }

  /**
   * Applies a batch, in order, and hands each committed transaction to `done`. Where the batch fails, its events are
   * applied one by one, so that only the failing one is retried and in the end parked.
   */
  async apply(
    events: readonly MeshEvent[],
    catchingUp: boolean,
    signal: AbortSignal,
    done: (processed: Processed) => Promise<void>,
  ): Promise<void> {
    const suspicious = this.tries.suspects(events)
    if (events.length > 1 && !suspicious) {
      await this.tries.begin(events)
      const whole = await this.once(events, catchingUp, undefined).catch((error: unknown) => {
        if (error instanceof CursorMovedError || isOutOfReach(error)) throw error
        this.log.warn(`a batch of ${events.length} events failed and is taken one by one: ${String(error)}`)
        return undefined
      })
      if (whole) return done(whole)
    }
    for (const event of events) await done(await this.persistently(event, catchingUp, signal))
  }

  private async persistently(event: MeshEvent, catchingUp: boolean, signal: AbortSignal): Promise<Processed> {
    const before = this.tries.of(event)
    if (before >= this.config.maxTries) {
      const error = new ProcessEndedError(`the process ended ${before} times while it handled this event`)
      this.log.error(error, { event: event.id, type: event.type, position: event.position })
      return this.once([event], catchingUp, { error, tries: before })
    }
    await this.tries.begin([event])
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted()
      try {
        return await this.once([event], catchingUp, undefined)
      } catch (error) {
        if (error instanceof CursorMovedError || isOutOfReach(error)) throw error
        if (error instanceof PoisonMessageError || tries >= this.config.maxTries) {
          this.log.error(error instanceof Error ? error : String(error), {
            event: event.id,
            type: event.type,
            position: event.position,
            tries,
          })
          return this.once([event], catchingUp, { error, tries })
        }
        this.log.warn(
          `${event.type} at position ${event.position} failed (${tries} of ${this.config.maxTries}): ${String(error)}`,
        )
        await sleep(Math.min(this.config.retryDelayMs * 2 ** (tries - 1), LONGEST_DELAY_MS), undefined, { signal })
      }
    }
  }

  /** One transaction. With `failure`, the single event is parked instead of handled. */
  private async once(
    events: readonly MeshEvent[],
    catchingUp: boolean,
    failure: { error: unknown; tries: number } | undefined,
  ): Promise<Processed> {
    const last = events.at(-1)!.position
    let open: OpenDelivery | undefined
    try {
      const processed = await this.db.transaction().execute(async (trx) => {
        const delivery = new OpenDelivery(trx as unknown as Transaction<unknown>, catchingUp)
        open = delivery
        const drafts: CloudEvent[] = []
        let acts = false
        let turn: (() => void) | undefined
        if (failure) {
          drafts.push(...(await this.parking.park(trx, events[0]!, failure.error, failure.tries)))
        } else {
          const fresh = await this.insertInbox(trx, events)
          for (const event of events) {
            if (!fresh.has(event.id)) continue
            const leaving = event.position > this.rebuildUntil
            if (this.stopsAt(event.type)) turn = await this.killSwitch.keep(trx, event)
            const following = await this.inTime(event, this.follow(trx, event, delivery))
            if (leaving) drafts.push(...following)
            if (leaving && this.routes.isOwnIntent(event)) acts = (await this.intents.keep(trx, event)) || acts
            await this.intents.settle(trx, event)
          }
          await this.inTime(events.at(-1)!, delivery.flush())
        }
        await this.tries.end(trx, events)
        failpoint('consumer-before-commit')
        return { row: await this.advance(trx, last, drafts), events: drafts, acts, turn }
      })
      processed.turn?.()
      this.committed = last
      failpoint('consumer-after-commit')
      return processed
    } catch (error) {
      open?.rollBack()
      throw error
    }
  }

  private inTime<Result>(event: MeshEvent, work: Promise<Result>): Promise<Result> {
    const { handlerTimeLimitMs, service } = this.config
    return within(handlerTimeLimitMs, `${service} with ${event.type} at position ${event.position}`, work)
  }

  private async follow(trx: Transaction<MeshTables>, event: MeshEvent, delivery: OpenDelivery): Promise<CloudEvent[]> {
    const drafts = this.routes.handles(event.type) ? await this.routes.event(event, delivery) : []
    return this.parking.concerns(event) ? [...drafts, ...(await this.parking.answer(trx, event, delivery))] : drafts
  }

  private async insertInbox(trx: Transaction<MeshTables>, events: readonly MeshEvent[]): Promise<Set<string>> {
    const ids = events.map((event) => event.id)
    const positions = events.map((event) => event.position)
    // A statement that hangs could not even be rolled back: Postgres ends it at the limit of the handler.
    const fresh = await sql<{ event_id: string }>`
      with time as (select set_config('statement_timeout', ${String(this.config.handlerTimeLimitMs)}, true))
      insert into mesh_inbox (event_id, position)
      select one.* from time, unnest(${ids}::uuid[], ${positions}::bigint[]) as one
      on conflict do nothing returning event_id`.execute(trx)
    return new Set(fresh.rows.map((row) => row.event_id))
  }

  /**
   * The fence: only who stands where the table says may move on. In the same statement, since every service makes it for
   * every event: what follows goes into the outbox, and the number of its row comes back.
   */
  private async advance(
    trx: Transaction<MeshTables>,
    position: number,
    following: readonly CloudEvent[],
  ): Promise<number | undefined> {
    const events = following.length === 0 ? null : JSON.stringify(following)
    const moved = await sql<{ row: number | null }>`
      with moved as (update mesh_cursor set position = ${position} where position = ${this.committed ?? 0} returning 1),
        kept as (insert into mesh_outbox (events) select ${events}::text from moved where ${events}::text is not null returning id)
      select (select id from kept) as row from moved`.execute(trx)
    const [one] = moved.rows
    if (one === undefined) throw new CursorMovedError(`the place in the log is no longer ${this.committed}`)
    return one.row ?? undefined
  }
}
