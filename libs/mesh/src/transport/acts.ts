import { Logger } from '@nestjs/common'
import type { CloudEvent, MeshEvent } from '@heimgewebe/contracts'
import { type Kysely, sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { failpoint } from '../failpoint.js'
import { isOutOfReach } from '../store/database.js'
import type { MeshTables } from '../store/mesh-tables.js'
import type { KillSwitch } from './kill-switch.js'
import type { Outbox } from './outbox.js'
import type { Quiet } from './quiet.js'
import type { Routes } from './routes.js'
import { Wakeup } from './wakeup.js'

/** Acts of one type and lane that are looked at together; more of them never run at once. */
const AT_ONCE = 100

/** An act under way. */
interface Running {
  readonly type: string
  readonly lane: string | undefined
  readonly ended: Promise<void>
  readonly abort: AbortController
}

/**
 * Carries out intents: each once. The state of an act is on disk before it begins, so that after a kill the mesh knows
 * which acts were under way and says that their result is unknown, instead of running them a second time.
 */
export class Acts {
  private readonly log = new Logger('acts')
  private readonly arrival = new Wakeup()
  private readonly running = new Map<string, Running>()
  private looping: Promise<void> = Promise.resolve()

  constructor(
    private readonly db: Kysely<MeshTables>,
    private readonly routes: Routes,
    private readonly outbox: Outbox,
    private readonly killSwitch: KillSwitch,
    private readonly quiet: Quiet,
  ) {}

  /** Settles what an earlier process left, then carries out intents until the signal. */
  async start(signal: AbortSignal): Promise<void> {
    const cutOff = await this.db
      .selectFrom('mesh_act')
      .selectAll()
      .where('state', '=', 'running')
      .orderBy('position')
      .execute()
    await this.settle(
      cutOff.map((row) => JSON.parse(row.event) as MeshEvent),
      'it was cut off',
      signal,
    )
    await this.killSwitch.start()
    this.killSwitch.onChange(() => this.turned())
    this.quiet.onChance(() => this.arrival.ring(), signal)
    signal.addEventListener('abort', () => this.arrival.ring(), { once: true })
    this.arrival.ring()
    this.looping = this.loop(signal)
  }

  /** Says of acts that nobody knows their result. */
  async settle(acts: readonly MeshEvent[], why: string, signal: AbortSignal): Promise<void> {
    for (const event of acts) {
      this.log.warn(`the result of ${event.type} ${event.id} is unknown: ${why}`)
      await this.finish(event, await this.routes.unknown(event), signal)
    }
    this.arrival.ring()
  }

  /** An intent was committed. */
  notice(): void {
    this.arrival.ring()
  }

  /** True when no intent waits or runs. */
  async idle(): Promise<boolean> {
    if (this.running.size > 0) return false
    const open = await sql`select 1 from mesh_act where state <> 'done' limit 1`.execute(this.db)
    return open.rows.length === 0
  }

  /** Waits for the acts under way to end by their signal. */
  async stopped(timeoutMs: number): Promise<void> {
    this.killSwitch.close()
    await this.looping
    const ends = Promise.all([...this.running.values()].map((act) => act.ended))
    await Promise.race([ends, sleep(timeoutMs, undefined, { ref: false })])
  }

  /** Thrown: what runs is told to end, what waits goes on waiting. Released: what waited begins. */
  private turned(): void {
    if (this.killSwitch.thrown)
      for (const { abort } of this.running.values()) abort.abort(new Error('the kill switch is thrown'))
    else this.arrival.ring()
  }

  private async loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.arrival.wait()
      if (signal.aborted) return
      await this.startWaiting(signal).catch(async (error: unknown) => {
        this.log.error(error)
        await sleep(1000, undefined, { signal }).catch(() => undefined)
        this.arrival.ring()
      })
    }
  }

  private async startWaiting(signal: AbortSignal): Promise<void> {
    for (const row of await this.firstWaiting()) {
      if (this.killSwitch.thrown) return
      const event = JSON.parse(row.event) as MeshEvent
      const lane = this.routes.laneOf(event)
      const alike = [...this.running.values()].filter((act) => act.type === event.type)
      if (this.running.has(event.id) || alike.length >= this.routes.concurrencyOf(event.type)) continue
      if (lane !== undefined && alike.some((act) => act.lane === lane)) continue
      if (this.routes.isUnhurried(event.type) && !this.quiet.permits(event.id)) continue
      await this.mark(event.id)
      failpoint('act-marked')
      const abort = new AbortController()
      const ended = this.perform(event, AbortSignal.any([signal, abort.signal]), signal).finally(() => {
        this.running.delete(event.id)
        this.arrival.ring()
      })
      this.running.set(event.id, { type: event.type, lane, ended, abort })
      // It may have been thrown while the row was marked.
      if (this.killSwitch.thrown) this.turned()
    }
  }

  /** The first of each type and lane: however many wait for one of them, they hold up no other. */
  private async firstWaiting(): Promise<readonly { readonly event: string }[]> {
    const { rows } = await sql<{ event: string }>`
      select event from (
        select event, position, row_number() over (partition by type, lane order by position) as place
        from mesh_act where state = 'waiting') as waiting
      where place <= ${AT_ONCE} order by position`.execute(this.db)
    return rows
  }

  private async mark(id: string): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      await sql`set local synchronous_commit = on`.execute(trx)
      await trx.updateTable('mesh_act').set({ state: 'running' }).where('event_id', '=', id).execute()
    })
  }

  private async perform(event: MeshEvent, ending: AbortSignal, signal: AbortSignal): Promise<void> {
    try {
      const drafts = await this.routes.act(event, { signal: ending }).catch((error: unknown) => {
        this.log.error(error)
        return this.routes.unknown(event)
      })
      failpoint('act-performed')
      await this.finish(event, drafts, signal)
    } catch (error) {
      // The row stays 'running': the next start says unknown.
      this.log.error(error)
    }
  }

  private async finish(event: MeshEvent, drafts: readonly CloudEvent[], signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        const row = await this.db.transaction().execute(async (trx) => {
          await sql`set local synchronous_commit = on`.execute(trx)
          await trx.updateTable('mesh_act').set({ state: 'done' }).where('event_id', '=', event.id).execute()
          if (drafts.length === 0) return undefined
          return trx
            .insertInto('mesh_outbox')
            .values({ events: JSON.stringify(drafts) })
            .returning('id')
            .executeTakeFirstOrThrow()
        })
        await this.outbox.add(row?.id, drafts, () => undefined)
        return
      } catch (error) {
        if (!isOutOfReach(error) || signal.aborted) throw error
        await sleep(500, undefined, { signal })
      }
    }
  }
}
