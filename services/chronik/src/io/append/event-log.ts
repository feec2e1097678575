import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { type CloudEvent, complete, type Draft } from '@heimgewebe/contracts'
import {
  type Appended,
  Connection,
  type ExpectedVersion,
  isOutOfReach,
  MESH_CONFIG,
  type MeshConfig,
  MeshTransport,
  Metrics,
  openPool,
  Readiness,
} from '@heimgewebe/mesh'
import type pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { CONFIG, type Config } from '../../config.js'
import { Archive } from '../archive/archive.js'
import { ArchiveReader } from '../archive/archive-reader.js'
import { checkAppend } from './check-append.js'
import { AppendServer } from './append-server.js'
import { ConsumerWatch, placesOfConsumers } from '../reads/consumer-watch.js'
import { LogPlaces } from '../reads/log-places.js'
import { LogReader } from '../reads/log-reader.js'
import { LogWriter, type WriteReply } from './log-writer.js'
import { OwnLog } from '../reads/own-log.js'
import { Partitions } from '../partitions.js'
import { Relay } from '../stream/relay.js'
import { type Restored, restoreLog } from '../segments/restore-log.js'
import { SegmentWriter } from '../segments/segment-writer.js'
import { removeConsumer } from '../stream/stream.js'

/** Connections for the log: one writes, the others read. */
const CONNECTIONS = 6
/** The consumer that chronik had of JetStream before it read its own log: nobody would acknowledge there any more. */
const OWN_CONSUMER = 'chronik'
/** Most events that chronik itself appends at a time. */
const MAX_OWN_EVENTS = 5000

/** The log with all that stands around it: the writer, the reader, the relay into JetStream and the server for the services. */
@Injectable()
export class EventLog implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly reader: LogReader
  readonly writer: LogWriter
  readonly archive: Archive
  private readonly log = new Logger('chronik')
  private readonly abort = new AbortController()
  private readonly pool: pg.Pool
  private readonly partitions: Partitions
  private readonly relay: Relay
  private readonly server: AppendServer
  private readonly consumers: ConsumerWatch
  private readonly segments: SegmentWriter | undefined
  private readonly restoreFrom: string | undefined
  /** Fulfilled when the log may be written: at once, or after it was restored. */
  private readonly admitted = Promise.withResolvers<void>()
  private starting: Promise<void> = Promise.resolve()

  constructor(
    @Inject(MESH_CONFIG) config: MeshConfig,
    @Inject(CONFIG) own: Config,
    private readonly connection: Connection,
    private readonly transport: MeshTransport,
    readiness: Readiness,
    metrics: Metrics,
  ) {
    this.pool = openPool({
      url: config.databaseUrl,
      schema: config.service,
      connections: CONNECTIONS,
      durableCommits: true,
    })
    const clashes = metrics.counter({
      name: 'heimgewebe_id_clashes_total',
      help: 'Events whose id the log has with other content; the first one stays. Anything but 0 is an alarm.',
    })
    this.partitions = new Partitions(this.pool, own.partitionEvents)
    this.reader = new LogReader(this.pool, new ArchiveReader(own.segmentFolder))
    this.writer = new LogWriter(this.pool, new LogPlaces(this.pool, this.reader), this.partitions, (message) => {
      this.log.error(message)
      clashes.inc()
    })
    this.relay = new Relay(this.writer, this.reader, connection.inbox())
    this.server = new AppendServer(this.writer, this.relay)
    this.consumers = this.watchConsumers(own, readiness, metrics)
    this.restoreFrom = own.restoreFrom
    this.admitted.promise.catch(() => undefined)
    if (this.restoreFrom === undefined) this.admitted.resolve()
    transport.readFrom(new OwnLog(this.writer, this.reader, this.admitted.promise))
    this.archive = new Archive(this.pool, {
      folder: own.segmentFolder,
      append: async (event) => (await this.appendEvents([event]))[0]!.position,
      written: () => this.segments?.durable ?? 0,
      readers: () => this.places(),
    })
    readiness.add('archive', () => this.archive.describe())
    if (own.segments) this.segments = this.writeSegments(own, readiness, metrics)
    readiness.add('relay', async () => {
      const [head, at] = [await this.writer.head(), this.relay.position]
      return `stream at ${at} of ${head}`
    })
    metrics.gauge({ name: 'heimgewebe_log_events', help: 'Events in the log.' }, async (gauge) =>
      gauge.set(await this.writer.head().catch(() => 0)),
    )
    metrics.gauge(
      { name: 'heimgewebe_relay_lag_events', help: 'Events of the log that JetStream does not have yet.' },
      async (gauge) => gauge.set(Math.max(0, (await this.writer.head().catch(() => 0)) - this.relay.position)),
    )
    const appended = metrics.counter({ name: 'heimgewebe_events_appended_total', help: 'Events appended to the log.' })
    this.writer.onCommit((rows) => appended.inc(rows.length))
  }

  onApplicationBootstrap(): void {
    this.starting = this.start().catch((error: unknown) => {
      if (!this.abort.signal.aborted) this.log.fatal(error)
    })
  }

  async onApplicationShutdown(): Promise<void> {
    this.abort.abort()
    this.admitted.reject(this.abort.signal.reason)
    await this.server.stop()
    await this.starting
    await this.relay.stopped()
    await this.segments?.stopped()
    await this.archive.stopped()
    await this.writer.close()
    await this.pool.end()
  }

  /** Completes and appends drafts of chronik's own, such as translated deliveries. Waits through outages. */
  async append(drafts: readonly Draft[]): Promise<readonly Appended[]> {
    const now = new Date()
    return this.appendEvents(drafts.map((draft) => complete(draft, 'heimgewebe/chronik', now)))
  }

  private async appendEvents(events: readonly CloudEvent[]): Promise<readonly Appended[]> {
    for (let delay = 50; ; delay = Math.min(delay * 2, 2000)) {
      const reply = await this.write(events, { maxEvents: MAX_OWN_EVENTS, maySpeakAs: () => true })
      if (reply.ok) return reply.appended
      if (reply.refusal.code !== 'unavailable') throw new Error(reply.refusal.message)
      await sleep(delay, undefined, { signal: this.abort.signal })
    }
  }

  /** Checks and appends events as they are. An outage is the refusal `unavailable`, at once. */
  async write(
    events: readonly CloudEvent[],
    rules: { maxEvents: number; maySpeakAs: (source: string) => boolean },
    expected: readonly ExpectedVersion[] = [],
    strict = false,
  ): Promise<WriteReply> {
    const checked = checkAppend(events, rules)
    if (!checked.ok) return checked
    try {
      await this.admitted.promise
    } catch {
      return { ok: false, refusal: { code: 'unavailable', message: 'the log could not be restored' } }
    }
    return this.writer.append({ events, bodies: checked.bodies, expected, strict })
  }

  /** Fills the log from segments; refused when it holds an event or when their chain is broken. */
  async restore(from: string): Promise<Restored> {
    const restored = await restoreLog(this.pool, this.partitions, from)
    if (restored.ok) {
      this.writer.refresh()
      this.log.log(`restored ${restored.position} events from ${from}, last hash ${restored.hash}`)
    }
    return restored
  }

  private async places(): Promise<Map<string, number>> {
    const places = await placesOfConsumers(await this.connection.nats())
    return places.set('the relay', this.relay.position).set('chronik', this.transport.position)
  }

  private watchConsumers(own: Config, readiness: Readiness, metrics: Metrics): ConsumerWatch {
    const consumers = new ConsumerWatch(() => this.writer.head(), own.lagAlarmEvents, own.lagEveryMs)
    // NOTE: an alarm, not a reason not to be ready: chronik itself is well, and a slow consumer blocks nobody.
    readiness.add('consumers', () => consumers.describe())
    metrics.gauge(
      {
        name: 'heimgewebe_log_consumer_lag_events',
        help: 'Events of the log that a consumer has not acknowledged, running or not.',
        labelNames: ['consumer'],
      },
      (gauge) => {
        gauge.reset()
        for (const [consumer, lag] of consumers.lag) gauge.set({ consumer }, lag)
      },
    )
    metrics.gauge(
      { name: 'heimgewebe_log_consumers_behind', help: 'Consumers far behind that come no nearer: an alarm.' },
      (gauge) => gauge.set(consumers.behind.size),
    )
    return consumers
  }

  private writeSegments(own: Config, readiness: Readiness, metrics: Metrics): SegmentWriter {
    const { segmentFolder: folder, segmentBytes: maxBytes, segmentEveryMs: everyMs } = own
    const segments = new SegmentWriter(this.writer, this.reader, { folder, maxBytes, everyMs })
    // NOTE: never a reason not to be ready: the log itself goes on without its second form.
    readiness.add('segments', async () => segments.describe(await this.writer.head()))
    metrics.gauge(
      { name: 'heimgewebe_segments_lag_events', help: 'Events of the log that the portable log does not have yet.' },
      async (gauge) => gauge.set(Math.max(0, (await this.writer.head().catch(() => 0)) - segments.position)),
    )
    return segments
  }

  /** Restores what the settings ask for. A log that is there already stays as it is; a broken chain opens no log at all. */
  private async restoreAtStart(): Promise<void> {
    if (this.restoreFrom === undefined) return
    try {
      const restored = await this.restore(this.restoreFrom)
      if (!restored.ok && restored.code === 'broken_chain') throw new Error(restored.message)
      if (!restored.ok) this.log.warn(`nothing restored from ${this.restoreFrom}: ${restored.message}`)
      this.admitted.resolve()
    } catch (error) {
      this.admitted.reject(error)
      throw error
    }
  }

  private async start(): Promise<void> {
    const { signal } = this.abort
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    )
    await Promise.race([this.transport.prepared(), aborted])
    for (;;) {
      try {
        await this.writer.head()
        break
      } catch (error) {
        if (!isOutOfReach(error)) throw error
        await sleep(500, undefined, { signal })
      }
    }
    await this.restoreAtStart()
    const nats = await Promise.race([this.connection.nats(), aborted])
    signal.throwIfAborted()
    this.server.start(nats)
    // A second chronik takes appends at once; only one carries the log into the stream.
    await Promise.race([this.transport.leading(), aborted])
    signal.throwIfAborted()
    await removeConsumer(nats, OWN_CONSUMER)
    this.relay.start(nats, signal)
    if (this.segments) {
      this.segments.start(signal)
      this.archive.start(signal)
    }
    void this.consumers.run(nats, signal)
  }
}
