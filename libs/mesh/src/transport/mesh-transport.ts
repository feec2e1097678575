import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { type CloudEvent, type Draft, type MeshEvent, complete, typeOfSubject, upcast } from '@heimgewebe/contracts'
import { type CustomTransportStrategy, Server } from '@nestjs/microservices'
import type { Kysely, Transaction } from 'kysely'
import { AppendClient } from '../append/append-client.js'
import type { MeshConfig } from '../config/mesh-config.js'
import type { Metrics } from '../health/metrics.js'
import type { Readiness } from '../health/readiness.js'
import type { MeshTables } from '../store/mesh-tables.js'
import { ensureSchema, isOutOfReach } from '../store/database.js'
import { migrate } from '../store/migrations.js'
import { inSpan } from '../trace/tracing.js'
import { Acts } from './acts.js'
import type { Connection } from './connection.js'
import { consumerMetrics, type ConsumerMetrics } from './consumer-metrics.js'
import { KillSwitch } from './kill-switch.js'
import { Leadership } from './leadership.js'
import type { LogMessage, LogSource, Stretch } from './log-source.js'
import { Outbox } from './outbox.js'
import { Quiet } from './quiet.js'
import { CursorMovedError, type Processed, Processor, StaleMemoryError } from './processor.js'
import type { ReadModel } from './read-model.js'
import type { Rebuild } from './rebuild.js'
import { Routes } from './routes.js'
import { Subscription, SubscriptionLostError } from './subscription.js'

/** Beyond this many events behind the head a service counts as catching up. */
const CATCHING_UP_EVENTS = 100
/** Positions without effect after which the place in the log is written all the same. */
const SKIP_EVERY = 5000

/** Nest's way into the mesh: the log through JetStream, one event at a time in order, each in effect once. */
export class MeshTransport extends Server implements CustomTransportStrategy {
  /** What a handler throws comes back here; Nest is not to report it on its own. */
  override readonly propagatesEventHandlerErrors = true
  protected override readonly logger = new Logger('mesh')
  private readonly abort = new AbortController()
  private source: LogSource
  private readonly leadership: Leadership
  private readonly client: AppendClient
  private readonly metrics: ConsumerMetrics
  private readonly quiet: Quiet
  private running: Promise<void> = Promise.resolve()
  private outbox: Outbox | undefined
  private acts: Acts | undefined
  private migrated = false
  private readonly tables = Promise.withResolvers<void>()
  private readonly firstLead = Promise.withResolvers<void>()
  private readonly failure = Promise.withResolvers<unknown>()
  private subscribed = false
  /** It has read as far as the log went when it was opened. */
  private current = false
  /** Last position that was read and, where it concerns the service, applied. */
  private seen = 0
  private skipped = 0

  constructor(
    private readonly config: MeshConfig,
    private readonly db: Kysely<MeshTables>,
    private readonly connection: Connection,
    private readonly model: ReadModel,
    private readonly rebuild: Rebuild,
    readiness: Readiness,
    metrics: Metrics,
  ) {
    super()
    this.source = new Subscription(connection, config)
    this.leadership = new Leadership(config)
    this.quiet = new Quiet(config)
    this.client = new AppendClient(connection, config.service)
    this.metrics = consumerMetrics(metrics, () => this.outbox?.waitingEvents ?? 0)
    readiness.add('postgres', () => this.checkDatabase())
    readiness.add('log', () => {
      if (this.leadership.standsBy) return 'standing by: another instance reads the log'
      if (!this.subscribed) throw new Error('no consumer of the log yet: is chronik running?')
      return `at position ${this.seen}`
    })
  }

  /** Reads the log there from now on; before it begins. */
  readFrom(source: LogSource): void {
    this.source = source
  }

  /** Begins in the background: a service starts whatever is still missing, and says in /readyz what that is. */
  listen(callback: () => void): void {
    this.running = this.run().catch((error: unknown) => {
      if (this.abort.signal.aborted) return
      this.logger.fatal(error)
      this.failure.resolve(error)
    })
    callback()
  }

  /** Ends gracefully: the batch under way is finished, what it led to is sent, acts are told to end. */
  async close(): Promise<void> {
    this.abort.abort()
    this.source.interrupt()
    await this.running
    await this.outbox?.stopped()
    await this.source.close().catch(() => undefined)
    this.subscribed = false
  }

  on(): never {
    throw new Error('the mesh has no transport events')
  }

  unwrap<T>(): T {
    return this.connection as T
  }

  /** Last position applied here. */
  get position(): number {
    return this.seen
  }

  /** Resolves when this instance is the one that reads the log; never for one that stands by to its end. */
  leading(): Promise<void> {
    return this.firstLead.promise
  }

  /** Resolves with what went wrong when the service cannot go on and waiting would not help. */
  failed(): Promise<unknown> {
    return this.failure.promise
  }

  /** Resolves when the tables of the service are there. */
  prepared(): Promise<void> {
    return this.tables.promise
  }

  /** True when everything this service has to say about what it saw is in the log, and no act is under way. */
  async settled(): Promise<boolean> {
    return (this.outbox?.empty ?? false) && ((await this.acts?.idle()) ?? false)
  }

  /**
   * Appends what no event of the log led to, such as a moment that has come. What `make` changes and the drafts that it
   * returns become true together. Not called, and false, while the service still reads what the log had when it began.
   */
  async tell(make: (trx: Transaction<unknown>) => Promise<Draft[]>): Promise<boolean> {
    if (!this.outbox || !this.current || !this.leadership.leads || this.abort.signal.aborted) return false
    const { id, events } = await this.db.transaction().execute(async (trx) => {
      const drafts = await make(trx as unknown as Transaction<unknown>)
      const events = drafts.map((draft) => complete(draft, `heimgewebe/${this.config.service}`, new Date()))
      if (events.length === 0) return { id: undefined, events }
      const row = trx.insertInto('mesh_outbox').values({ events: JSON.stringify(events) })
      return { ...(await row.returning('id').executeTakeFirstOrThrow()), events }
    })
    if (events.length > 0) await this.outbox.add(id, events, () => undefined)
    return true
  }

  private async checkDatabase(): Promise<void> {
    if (!this.migrated) throw new Error('tables are not there yet')
    await this.db.selectFrom('mesh_cursor').select('position').execute()
  }

  private async run(): Promise<void> {
    const { signal } = this.abort
    // Also an instance that stands by has its connection ready.
    void this.connection.nats()
    await this.prepare(signal)
    const routes = new Routes(this.getHandlers(), `heimgewebe/${this.config.service}`)
    const killSwitch = new KillSwitch(this.db, this.connection)
    const processor = new Processor(this.db, routes, this.config, killSwitch)
    this.outbox = new Outbox(this.db, this.client)
    this.acts = new Acts(this.db, routes, this.outbox, killSwitch, this.quiet)
    await this.leadership.acquire(signal)
    // Only now: another instance may have led until this moment, and would go on from a place that is no more.
    await this.patiently(signal, () => this.renewIfStale())
    this.firstLead.resolve()
    // The outbox goes on after the stop signal until it is empty: only then is the input acknowledged.
    const draining = new AbortController()
    await this.outbox.start(draining.signal)
    await this.acts.start(signal)
    while (!signal.aborted) {
      await this.lead(processor, signal).catch(async (error: unknown) => {
        this.subscribed = false
        if (signal.aborted) return
        if (error instanceof StaleMemoryError) throw error
        const quiet = error instanceof CursorMovedError || error instanceof SubscriptionLostError || isOutOfReach(error)
        this.logger[quiet ? 'warn' : 'error'](quiet ? String(error) : error)
        await sleep(250, undefined, { signal }).catch(() => undefined)
      })
    }
    await this.acts.stopped(this.config.stopTimeoutMs)
    await this.outbox.drained(this.config.stopTimeoutMs)
    draining.abort()
    await this.leadership.release()
  }

  private async lead(processor: Processor, signal: AbortSignal): Promise<void> {
    const lost = await this.leadership.acquire(signal)
    const interrupt = (): void => this.source.interrupt()
    lost.addEventListener('abort', interrupt, { once: true })
    try {
      await this.follow(processor, AbortSignal.any([signal, lost]))
    } finally {
      lost.removeEventListener('abort', interrupt)
    }
  }

  private async prepare(signal: AbortSignal): Promise<void> {
    await this.patiently(signal, async () => {
      await ensureSchema(this.database, this.config.service)
      await migrate(this.database, this.config.service, this.model.migrations)
    })
    this.migrated = true
    this.tables.resolve()
  }

  private async renewIfStale(): Promise<void> {
    const { rebuild, service } = this.config
    const why = [
      rebuild ? `${service.toUpperCase()}_REBUILD is set` : undefined,
      await this.model.staleBecause?.(this.database),
      await this.rebuild.staleBecause(),
    ].filter((one) => one !== undefined)
    if (why.length > 0) await this.rebuild.start(this.database, service, this.model.readModel, why.join('; '))
  }

  /** Does work on the database, again and again as long as it is out of reach. */
  private async patiently(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      try {
        return await work()
      } catch (error) {
        // A migration that is wrong stays wrong; a database that is away comes back.
        if (!isOutOfReach(error)) throw error
        this.logger.warn(`the database is not usable yet: ${String(error)}`)
        await sleep(500, undefined, { signal })
      }
    }
  }

  private get database(): Kysely<unknown> {
    return this.db as unknown as Kysely<unknown>
  }

  private async follow(processor: Processor, signal: AbortSignal): Promise<void> {
    const from = await processor.load()
    this.seen = from
    await processor.opened(await this.source.open(from + 1, signal, (type) => processor.hears(type)))
    await this.settleHistory(processor, signal)
    // What was cut off in the middle may have been committed, and does not come again.
    this.metrics.lag.set(0)
    this.subscribed = true
    this.logger.log(`reading the log from position ${from + 1}`)
    for (;;) {
      const stretch = await this.source.next(this.config.batchSize, signal)
      const begun = performance.now()
      await this.take(stretch, processor, signal)
      this.metrics.lag.set(stretch.behind)
      const rest = begun + this.config.lingerMs - performance.now()
      // Who is behind does not wait; nor does an event after a quiet moment.
      if (rest > 0 && stretch.behind === 0) await sleep(rest, undefined, { signal }).catch(() => undefined)
    }
  }

  private async take(stretch: Stretch, processor: Processor, signal: AbortSignal): Promise<void> {
    const { messages, last, behind } = stretch
    this.quiet.heard()
    // What is being applied is not applied yet: who waits for a mesh at rest asks this.
    this.metrics.lag.set(behind + stretch.count)
    const concerning = messages
      .filter((message) =>
        processor.concerns(upcast.type(typeOfSubject(message.subject)), message.seq, () => message.string()),
      )
      .map(parse)
    const done = async (processed: Processed): Promise<void> => {
      if (processed.acts) this.acts?.notice()
      await this.outbox?.add(processed.row, processed.events, () => undefined)
    }
    if (concerning.length > 0) {
      const end = this.metrics.duration.startTimer()
      const work = () => processor.apply(concerning, behind > CATCHING_UP_EVENTS, signal, done)
      if (messages.length === 1)
        await inSpan(
          { operation: 'process', destination: concerning[0]!.type, attributes: attributesOf(concerning[0]!) },
          messages[0]!.headers,
          work,
        )
      else await work()
      end()
      this.metrics.consumed.inc(concerning.length)
      this.skipped = 0
    } else {
      this.skipped += stretch.count
      if (this.skipped >= SKIP_EVERY) {
        await processor.skipTo(last)
        this.skipped = 0
      }
    }
    this.seen = last
    await this.outbox?.add(undefined, [], stretch.done)
    await this.settleHistory(processor, signal)
  }

  private async settleHistory(processor: Processor, signal: AbortSignal): Promise<void> {
    const unknown = await processor.caughtUp(this.seen)
    if (unknown) this.current = true
    if (unknown) await this.acts?.settle(unknown, 'it is from before the state of this service was lost', signal)
  }
}

/** The event as this version reads it: one that was stored before its contract got a successor is upcast. */
const parse = (message: LogMessage): MeshEvent => ({ ...upcast.event(message.json<CloudEvent>()), ...placeOf(message) })

/** Position is the sequence in the stream; the version travels in a header. */
const placeOf = (message: LogMessage): { position: number; streamversion: number } => ({
  position: message.seq,
  streamversion: Number(message.headers?.get('ce-streamversion') ?? 0),
})

const attributesOf = (event: MeshEvent): Record<string, string | number> => ({
  'cloudevents.event_id': event.id,
  'cloudevents.event_source': event.source,
  'cloudevents.event_type': event.type,
  'cloudevents.event_subject': event.subject,
})
