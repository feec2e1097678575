import { setTimeout as sleep } from 'node:timers/promises'
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { draft } from '@heimgewebe/contracts'
import { DATABASE, type Delivery, MeshTransport } from '@heimgewebe/mesh'
import type { Kysely, Transaction } from 'kysely'
import { CONFIG, type Config } from '../config.js'
import type { HeimgeistTables } from './tables.js'

/** Most alarms that ring in one transaction. */
const MOST = 100

/** A moment to wait for. */
export interface Alarm {
  /** Unique; setting it again moves it. */
  readonly name: string
  /** Event that it is for. */
  readonly about: string
  /** Unix milliseconds; 0 to learn at once what time it is. */
  readonly atMs: number
  /** Chain of events that it belongs to. */
  readonly correlation: string
  readonly subject: string
}

/**
 * The only clock of heimgeist. Decisions read none; what must happen at a time is set here in the transaction of a
 * handler, and comes back as `alarm.rang.v1`, so that reading the log again decides the same. An alarm is taken away and
 * its event put into the outbox in one transaction: a kill neither loses nor doubles it.
 */
@Injectable()
export class AlarmClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('alarms')
  private readonly abort = new AbortController()
  private running: Promise<void> = Promise.resolve()

  constructor(
    @Inject(DATABASE) private readonly db: Kysely<HeimgeistTables>,
    @Inject(CONFIG) private readonly config: Config,
    private readonly transport: MeshTransport,
  ) {}

  /** Sets an alarm together with what the handler changes. */
  async set({ db }: Delivery<HeimgeistTables>, alarm: Alarm): Promise<void> {
    const row = { about: alarm.about, at: alarm.atMs, correlation: alarm.correlation, subject: alarm.subject }
    await db
      .insertInto('alarm')
      .values({ name: alarm.name, ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute()
  }

  /** Takes alarms back, also those that rang: read again from the log, they were set again. */
  async clear({ db }: Delivery<HeimgeistTables>, ...names: readonly string[]): Promise<void> {
    await db.deleteFrom('alarm').where('name', 'in', names).execute()
  }

  onApplicationBootstrap(): void {
    this.running = this.run(this.abort.signal)
  }

  async onApplicationShutdown(): Promise<void> {
    this.abort.abort()
    await this.running
  }

  private async run(signal: AbortSignal): Promise<void> {
    await this.transport.prepared()
    while (!signal.aborted) {
      await this.ring().catch((error: unknown) => {
        if (!signal.aborted) this.log.warn(error)
      })
      await sleep(this.config.clockMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  private async ring(): Promise<void> {
    const due = await this.db.selectFrom('alarm').select('name').where('at', '<=', Date.now()).limit(1).execute()
    if (due.length === 0) return
    await this.transport.tell((trx) => this.take(trx as unknown as Transaction<HeimgeistTables>))
  }

  private async take(trx: Transaction<HeimgeistTables>) {
    const now = new Date()
    const rows = await trx
      .deleteFrom('alarm')
      .where('name', 'in', (query) =>
        query
          .selectFrom('alarm')
          .select('name')
          .where('at', '<=', now.getTime())
          .orderBy('at')
          .orderBy('about')
          .limit(MOST),
      )
      .returningAll()
      .execute()
    return (
      rows
        // Of one moment, what was told first comes first: event ids are in the order of time.
        .sort((one, other) => one.at - other.at || (one.about < other.about ? -1 : 1))
        .map(({ name, about, at, correlation, subject }) =>
          draft('alarm.rang.v1', {
            subject,
            time: now.toISOString(),
            correlationid: correlation,
            causationid: about,
            data: { alarm: name, about, ...(at === 0 ? {} : { set_for: new Date(at).toISOString() }) },
          }),
        )
    )
  }
}
