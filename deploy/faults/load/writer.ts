import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../rig/random.js'
import type { Answer, Door } from './doors.js'
import { newEvent, type SentEvent } from './event.js'
import type { Journal, Note } from './journal.js'

/** How a writer works. */
export interface WriterSettings {
  readonly name: string
  /** Streams that it writes to; nobody else does. */
  readonly streams: number
  /** Most events in one request. */
  readonly batch: number
  /** Wait between two requests, in milliseconds. */
  readonly pauseMs: number
  /** States the version that a stream must be at, and never gives up what is unknown. */
  readonly exact: boolean
  /** Titles by chance: what consumers are to do. */
  readonly titles: readonly (readonly [title: string, probability: number])[]
}

interface Batch {
  readonly events: readonly SentEvent[]
  readonly stream: string
}

/** Tries of one batch before a writer that may give up leaves it unknown. */
const MOST_TRIES = 8

/** Appends events and notes all that it knows about them; what is unknown it sends again, or gives up. */
export class Writer {
  private readonly versions = new Map<string, number>()
  /** Events that were answered with yes. */
  answered = 0
  private stopped = false
  private abandoned = false
  private running: Promise<void> = Promise.resolve()

  constructor(
    private readonly door: Door,
    private readonly journal: Journal,
    private readonly random: Random,
    private readonly settings: WriterSettings,
  ) {}

  start(): void {
    this.running = this.run()
  }

  /** Finishes what is under way. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.running
    await this.door.close()
  }

  /** Leaves at once: what is under way stays unknown. */
  async abandon(): Promise<void> {
    this.stopped = true
    this.abandoned = true
    await this.door.close()
    await this.running
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const stream = `pr/acme/${this.settings.name}/${this.random.int(1, this.settings.streams)}`
      const events = Array.from({ length: this.random.int(1, this.settings.batch) }, () =>
        newEvent(this.door.source, stream, this.title()),
      )
      await this.deliver({ events, stream })
      await sleep(this.settings.pauseMs * (0.5 + this.random.next()))
    }
  }

  private title(): string {
    let rest = this.random.next()
    for (const [title, probability] of this.settings.titles) if ((rest -= probability) < 0) return title
    return 'plain'
  }

  private async deliver(batch: Batch): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.note(batch, 'attempt')
      const answer = await this.send(batch)
      if (answer?.ok) return this.noteYes(batch, answer.placed)
      if (answer?.sure) return this.note(batch, 'no', answer.code)
      await this.note(batch, 'unknown', answer?.code)
      if (this.abandoned) return
      // An exact writer may not go on past what is unknown: it would no longer know the version of its stream.
      const mayGiveUp = !this.settings.exact || this.stopped
      if (mayGiveUp && (tries >= MOST_TRIES || this.random.chance(this.stopped ? 0.5 : 0.1))) return
      await sleep(100 * Math.min(tries, 5))
    }
  }

  private send({ events, stream }: Batch): Promise<Answer | undefined> {
    const version: number | 'none' = this.versions.get(stream) ?? 'none'
    const expected = this.settings.exact ? { stream, version } : undefined
    return this.door.send(events, expected).catch(() => undefined)
  }

  private async noteYes(batch: Batch, placed: Extract<Answer, { ok: true }>['placed']): Promise<void> {
    this.versions.set(batch.stream, (this.versions.get(batch.stream) ?? 0) + batch.events.length)
    this.answered += batch.events.length
    const places = new Map(placed.map((place) => [place.id, place]))
    await this.journal.record(
      batch.events.map((event) => {
        const place = places.get(event.id)
        const where = place && { position: place.position, streamversion: place.streamversion }
        return { ...this.noteOf(event, 'yes'), ...where }
      }),
    )
  }

  private note({ events }: Batch, note: Note['note'], code?: string): Promise<void> {
    return this.journal.record(
      events.map((event) => ({ ...this.noteOf(event, note), ...(code === undefined ? {} : { code }) })),
    )
  }

  private noteOf({ id, type, subject }: SentEvent, note: Note['note']): Note {
    return { note, writer: this.settings.name, id, type, subject }
  }
}
