import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { natsSubjectOf, STREAM } from '@heimgewebe/contracts'
import type { CloudEvent } from '@heimgewebe/contracts'
import { failpoint } from '@heimgewebe/mesh'
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core'
import type { PlannedEvent } from './plan-append.js'
import { bodyOf } from './event-body.js'
import type { LogReader } from './log-reader.js'
import type { LogWriter } from './log-writer.js'
import { createStream, isMissing, isOffline } from './stream.js'

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
  private synced = false
  private wake: (() => void) | undefined
  private running: Promise<void> = Promise.resolve()

  constructor(
    private readonly writer: LogWriter,
    private readonly reader: LogReader,
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
    if (this.buffer.length + rows.length <= MAX_BUFFERED) this.buffer.push(...rows.map(outgoing))
    this.wake?.()
  }

  private async run(nats: NatsConnection, signal: AbortSignal): Promise<void> {
    const js = jetstream(nats)
    const manager = await jetstreamManager(nats, { checkAPI: false })
    while (!signal.aborted) {
      try {
        if (!this.synced) await this.sync(manager)
        const page = await this.page()
        if (page.length === 0) await this.rest(manager)
        else await this.publish(nats, js, page)
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
  }

  private async isOurs(manager: JetStreamManager, last: number): Promise<boolean> {
    if (last === 0) return true
    const message = await manager.streams.getMessage(STREAM, { seq: last }).catch(() => null)
    return message !== null && message.header.get('ce-id') === (await this.reader.idAt(last))
  }

  /** The next events to publish: what was just committed, or what the log has beyond. */
  private async page(): Promise<Outgoing[]> {
    const due = this.buffer.findIndex((event) => event.position > this.published)
    if (due > 0) this.buffer.splice(0, due)
    else if (due < 0) this.buffer = []
    if (this.buffer[0]?.position === this.published + 1) return this.buffer.splice(0, WINDOW)
    const rows = await this.reader.rawAfter(this.published, WINDOW)
    return rows.map((row) => {
      const event = JSON.parse(row.body) as CloudEvent
      return { ...row, partitionkey: event.partitionkey, traceparent: event.traceparent }
    })
  }

  /**
   * Each message names the sequence before it, so that JetStream refuses all that follow on a lost or refused one: the
   * acknowledgement of the last is one for all. Asking for each costs chronik and the server more than the messages do.
   */
  private async publish(nats: NatsConnection, js: JetStreamClient, page: readonly Outgoing[]): Promise<void> {
    failpoint('relay-before-publish')
    const last = page.at(-1)!
    for (const event of page)
      if (event !== last) nats.publish(subjectOf(event), event.body, { headers: headersOf(event) })
    await js.publish(subjectOf(last), last.body, { headers: headersOf(last), timeout: 5000 })
    failpoint('relay-after-publish')
    this.published = last.position
  }

  /** Waits for a commit; looks at the stream now and then, since nobody tells when JetStream lost something. */
  private async rest(manager: JetStreamManager): Promise<void> {
    const timer = setTimeout(() => this.wake?.(), CHECK_EVERY_MS)
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

const outgoing = ({ event, position, streamversion }: PlannedEvent): Outgoing => ({
  position,
  streamversion,
  id: event.id,
  type: event.type,
  partitionkey: event.partitionkey,
  traceparent: event.traceparent,
  body: bodyOf(event),
})

const subjectOf = (event: Outgoing): string => natsSubjectOf(event.type, event.partitionkey)

const headersOf = (event: Outgoing): MsgHdrs => {
  const carrier = headers()
  carrier.set('Nats-Expected-Last-Sequence', String(event.position - 1))
  carrier.set('content-type', 'application/cloudevents+json')
  carrier.set('ce-id', event.id)
  carrier.set('ce-streamversion', String(event.streamversion))
  if (event.traceparent !== undefined) carrier.set('traceparent', event.traceparent)
  return carrier
}
