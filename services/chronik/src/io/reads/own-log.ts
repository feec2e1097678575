import { type CloudEvent, eventTypes, natsSubjectOf, upcast } from '@heimgewebe/contracts'
import { type LogMessage, type LogSource, type Stretch, Wakeup } from '@heimgewebe/mesh'
import { headers } from '@nats-io/nats-core'
import type { LogReader } from './log-reader.js'
import type { LogWriter } from '../append/log-writer.js'
import type { PlannedEvent } from '../append/plan-append.js'
import { traceHeader } from '../append/trace-header.js'

/** Positions that are looked through at a time. */
const PAGE = 5000
/** Events that concern chronik and were committed faster than they are handled; beyond that they are read again. */
const MAX_HEARD = 5000
/** How often the log is looked at when nothing was committed here: a second chronik may have written. */
const LOOK_EVERY_MS = 2000

/**
 * The log as chronik itself follows it: what it commits it knows, what it did not commit it reads, both without JetStream.
 * Only the few events that concern it are handed on; to have every event sent back costs a part of each append.
 */
export class OwnLog implements LogSource {
  /** Handed on up to here. */
  private at = 0
  /** What concerns chronik of the positions after `heardFrom` up to `heardTo`, as they were committed here. */
  private heard: LogMessage[] = []
  private heardFrom = 0
  private heardTo = 0
  private hears: (type: string) => boolean = () => false
  private types: readonly string[] = []
  private readonly arrival = new Wakeup()
  private stop: (() => void) | undefined

  constructor(
    private readonly writer: LogWriter,
    private readonly reader: LogReader,
    /** Resolves when the log may be read: after it was restored. */
    private readonly admitted: Promise<void>,
  ) {}

  async open(from: number, signal: AbortSignal, hears: (type: string) => boolean): Promise<number> {
    await this.close()
    await until(this.admitted, signal)
    signal.throwIfAborted()
    this.at = from - 1
    this.hears = hears
    this.types = eventTypes.filter(hears).flatMap((type) => upcast.sources(type))
    this.stop = this.writer.onCommit((rows) => this.hear(rows))
    return this.reader.head()
  }

  async next(most: number, signal: AbortSignal): Promise<Stretch> {
    for (;;) {
      signal.throwIfAborted()
      const known = this.at >= this.heardFrom && this.at < this.heardTo
      const stretch = known ? this.remembered(most) : await this.read(most)
      if (stretch.last > this.at) {
        this.at = stretch.last
        return stretch
      }
      const timer = setTimeout(() => this.arrival.ring(), LOOK_EVERY_MS)
      await this.arrival.wait()
      clearTimeout(timer)
    }
  }

  interrupt(): void {
    this.arrival.ring()
  }

  close(): Promise<void> {
    this.stop?.()
    this.stop = undefined
    this.forget(0)
    return Promise.resolve()
  }

  private hear(rows: readonly PlannedEvent[]): void {
    const first = rows[0]
    if (first === undefined) return
    // Somebody else wrote between, or there is too much: what is missing here is read from the log.
    if (first.position !== this.heardTo + 1 || this.heard.length >= MAX_HEARD) this.forget(first.position - 1)
    for (const row of rows) if (this.hears(upcast.type(row.event.type))) this.heard.push(messageOf(row))
    this.heardTo = rows.at(-1)!.position
    this.arrival.ring()
  }

  private forget(position: number): void {
    this.heard = []
    this.heardFrom = this.heardTo = position
  }

  private remembered(most: number): Stretch {
    const due = this.heard.filter(({ seq }) => seq > this.at)
    const messages = due.slice(0, most)
    this.heard = due.slice(messages.length)
    return this.stretch(messages, this.heard.length > 0 ? messages.at(-1)!.seq : this.heardTo, this.heardTo)
  }

  private async read(most: number): Promise<Stretch> {
    const head = await this.reader.head()
    const end = Math.min(head, this.at + PAGE)
    const rows = end > this.at ? await this.reader.ofTypes(this.types, this.at, end, most) : []
    const messages = rows.map((row) => messageOf({ ...row, event: JSON.parse(row.body) as CloudEvent }))
    return this.stretch(messages, rows.length === most ? rows.at(-1)!.position : end, head)
  }

  private stretch(messages: readonly LogMessage[], last: number, head: number): Stretch {
    return { messages, count: last - this.at, last, behind: Math.max(0, head - last), done: () => undefined }
  }
}

/** Waits for a promise to be kept, or for the signal; one that is broken was reported by who made it. */
const until = (kept: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    kept.then(resolve, () => undefined)
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** As JetStream would bring it. */
const messageOf = ({ event, body, position, streamversion }: PlannedEvent): LogMessage => {
  const carrier = headers()
  carrier.set('ce-streamversion', String(streamversion))
  const trace = traceHeader(event)
  if (trace !== undefined) carrier.set('traceparent', trace)
  const subject = natsSubjectOf(event.type, event.partitionkey)
  return { seq: position, subject, headers: carrier, string: () => body, json: <T>() => JSON.parse(body) as T }
}
