import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { natsSubjectOf, STREAM } from '@heimgewebe/contracts'
import type { CloudEvent } from '@heimgewebe/contracts'
import { failpoint } from '@heimgewebe/mesh'
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { MsgHdrsImpl } from '@nats-io/nats-core/internal'
import type { PlannedEvent } from '../append/plan-append.js'
import type { LogReader } from '../reads/log-reader.js'
import type { LogWriter } from '../append/log-writer.js'
import { createStream, isMissing, isOffline } from './stream.js'
import { StreamAcks } from './stream-acks.js'
import { traceHeader } from '../append/trace-header.js'

/** Messages on their way to JetStream at a time, and acknowledged together. */
const WINDOW = 500
/** Committed events kept for the relay; beyond that it reads them from the log. */
const MAX_BUFFERED = 10_000
/** How often the stream is compared with the log when nothing else happens. */
const CHECK_EVERY_MS = 2000

interface Outgoing {
  readonly position: number
  readonly streamversion: number
  readonly id: string
  readonly type: string
  readonly partitionkey: string
  readonly traceparent: string | undefined
  readonly body: string
}

/**
 * Carries the log into JetStream, in order. The sequence of a message is the position of its event: each publish says
 * which sequence must be the last, so nothing is doubled, and a stream that lost its tail or everything is seen at once
 * and filled again from the log.
 */
export class Relay {
  private readonly log = new Logger('relay')
  private buffer: Outgoing[] = []
  private published = 0
  /** Last position that was committed here. */
  private heard = 0
  /** The log is to be looked at: a second chronik may have written. */
  private due = true
  private synced = false
  private wake: (() => void) | undefined
  private running: Promise<void> = Promise.resolve()

  constructor(
    private readonly writer: LogWriter,
    private readonly reader: LogReader,
    /** Subject below which JetStream answers; only chronik may listen there. */
    private readonly inbox: string,
  ) {}

  /** Last position that JetStream has. */
  get position(): number {
    return this.published
  }

  /** Publishes until the signal. */
  start(nats: NatsConnection, signal: AbortSignal): void {
    const stop = this.writer.onCommit((rows) => this.take(rows))
    signal.addEventListener('abort', () => this.wake?.(), { once: true })
    this.running = this.run(nats, signal).finally(stop)
  }

  /** Resolves when the loop has ended. */
  stopped(): Promise<void> {
    return this.running
  }

  /** Compares with the stream before the next publish, and fills what is missing there. */
  resync(): void {
    this.synced = false
    this.wake?.()
  }

  private take(rows: readonly PlannedEvent[]): void {
    this.heard = rows.at(-1)?.position ?? this.heard
    if (this.buffer.length + rows.length <= MAX_BUFFERED) this.buffer.push(...rows.map(outgoing))
    // The answers to those who appended go out first.
    setImmediate(() => {
      if (this.buffer.length > 0) this.wake?.()
    })
  }

  private async run(nats: NatsConnection, signal: AbortSignal): Promise<void> {
    const acks = new StreamAcks(nats, this.inbox)
    const manager = await jetstreamManager(nats, { checkAPI: false })
    while (!signal.aborted) {
      try {
        if (!this.synced) await this.sync(manager)
        const page = await this.page()
        if (page.length === 0) await this.rest(manager)
        else await this.publish(nats, acks, page)
      } catch (error) {
        this.synced = false
        this.buffer = []
        if (signal.aborted) return
        this.log.warn(`publishing stopped at position ${this.published}: ${String(error)}`)
        await sleep(250)
      }
    }
  }

  /** Reads how far the stream is; a stream that is not this log's is made anew. */
  private async sync(manager: JetStreamManager): Promise<void> {
    const last = await lastSequence(manager)
    const head = await this.writer.head()
    if (last === undefined) {
      await createStream(manager)
      this.published = 0
    } else if (last > head || !(await this.isOurs(manager, last))) {
      this.log.warn(`the stream holds ${last} messages that are not of this log (head ${head}): it is made anew`)
      await manager.streams.delete(STREAM)
      failpoint('relay-stream-deleted')
      await createStream(manager)
      this.published = 0
    } else this.published = last
    if (head - this.published > WINDOW)
      this.log.log(`filling the stream from position ${this.published + 1} to ${head}`)
    this.synced = true
    this.due = true
  }

  private async isOurs(manager: JetStreamManager, last: number): Promise<boolean> {
    if (last === 0) return true
    const message = await manager.streams.getMessage(STREAM, { seq: last }).catch(() => null)
    return message !== null && message.header.get('ce-id') === (await this.reader.idAt(last))
  }

  /** The next events to publish: what was just committed, or what the log has beyond. */
  private async page(): Promise<Outgoing[]> {
    const next = this.buffer.findIndex((event) => event.position > this.published)
    if (next > 0) this.buffer.splice(0, next)
    else if (next < 0) this.buffer = []
    if (this.buffer[0]?.position === this.published + 1) return this.buffer.splice(0, WINDOW)
    // All that was committed here is out: the log is asked for more only now and then.
    if (this.buffer.length === 0 && this.published >= this.heard && !this.due) return []
    const rows = await this.reader.rawAfter(this.published, WINDOW)
    this.due = rows.length > 0
    return rows.map((row) => {
      const event = JSON.parse(row.body) as CloudEvent
      return { ...row, partitionkey: event.partitionkey, traceparent: traceHeader(event) }
    })
  }

  /**
   * Each message names the sequence before it, so that JetStream refuses all that follow on a lost or refused one: the
   * acknowledgement of the last is one for all. Asking for each costs chronik and the server more than the messages do.
   */
  private async publish(nats: NatsConnection, acks: StreamAcks, page: readonly Outgoing[]): Promise<void> {
    failpoint('relay-before-publish')
    const last = page.at(-1)!
    for (const event of page)
      if (event !== last) nats.publish(subjectOf(event), Buffer.from(event.body), { headers: headersOf(event) })
    await acks.publish(subjectOf(last), Buffer.from(last.body), headersOf(last), last.position)
    failpoint('relay-after-publish')
    this.published = last.position
  }

  /** Waits for a commit; looks at the stream now and then, since nobody tells when JetStream lost something. */
  private async rest(manager: JetStreamManager): Promise<void> {
    const timer = setTimeout(() => {
      this.due = true
      this.wake?.()
    }, CHECK_EVERY_MS)
    await new Promise<void>((resolve) => (this.wake = resolve))
    this.wake = undefined
    clearTimeout(timer)
    if (this.buffer.length > 0) return
    if ((await lastSequence(manager)) !== this.published) this.synced = false
  }
}

const lastSequence = async (manager: JetStreamManager): Promise<number | undefined> => {
  try {
    return (await manager.streams.info(STREAM)).state.last_seq
  } catch (error) {
    if (isOffline(error)) await manager.streams.delete(STREAM)
    else if (!isMissing(error)) throw error
    return undefined
  }
}

const outgoing = ({ event, body, position, streamversion }: PlannedEvent): Outgoing => ({
  position,
  streamversion,
  id: event.id,
  type: event.type,
  partitionkey: event.partitionkey,
  traceparent: traceHeader(event),
  body,
})

const subjectOf = (event: Outgoing): string => natsSubjectOf(event.type, event.partitionkey)

/** Headers that are written already: the library checks and copies each one that is set, at three times the price of a message. */
class ReadyHeaders extends MsgHdrsImpl {
  constructor(private readonly lines: string) {
    super()
  }

  override encode(): Uint8Array {
    return Buffer.from(this.lines)
  }
}

const headersOf = ({ position, id, streamversion, traceparent }: Outgoing): ReadyHeaders => {
  const trace = traceparent === undefined ? '' : `traceparent: ${traceparent}\r\n`
  return new ReadyHeaders(
    `NATS/1.0\r\nNats-Expected-Last-Sequence: ${position - 1}\r\ncontent-type: application/cloudevents+json\r\nce-id: ${id}\r\nce-streamversion: ${streamversion}\r\n${trace}\r\n`,
  )
}
