import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import type { CloudEvent } from '@heimgewebe/contracts'
import { type Appended, MAX_BATCH_EVENTS, Metrics, Readiness, type Refusal } from '@heimgewebe/mesh'
import { setTimeout as sleep } from 'node:timers/promises'
import { CONFIG, type Config } from '../../config.js'
import { AppendOnce } from '../append/append-once.js'
import { Spool } from './spool.js'

/** What came to a door, proven to be from whom it says, and understood. */
export interface Letter {
  /** Door that it came to, such as webhook or alertmanager. */
  readonly door: string
  /** When it came, RFC 3339. The same moment again when it is read a second time, so that it is the same events. */
  readonly received: string
  /** What the door knows besides the body. */
  readonly notes: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Makes the events of a letter. The same letter gives the same events. */
export type ReadLetter = (letter: Letter) => readonly CloudEvent[]

/** Injection token of the one that reads letters. */
export const READ_LETTER = Symbol('READ_LETTER')

/** What became of a letter. */
export type Posted =
  | { readonly state: 'written'; readonly appended: readonly Appended[] }
  | { readonly state: 'spooled' }
  | { readonly state: 'refused'; readonly refusal: Refusal }

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000
/** Letters that are drained together at most, and their bytes unless it is a single one. */
const TOGETHER = 100
const TOGETHER_BYTES = 8 * 2 ** 20

/**
 * Brings letters into the log: at once where it can be written, else through a spool on disk that is drained in order when
 * it can, many in one commit. While letters wait, later ones wait behind them.
 */
@Injectable()
export class LetterBox implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('letters')
  private readonly abort = new AbortController()
  private readonly opening: Promise<Spool>
  private draining: Promise<void> = Promise.resolve()
  private arrival = Promise.withResolvers<void>()

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(READ_LETTER) private readonly read: ReadLetter,
    private readonly events: AppendOnce,
    metrics: Metrics,
    readiness: Readiness,
  ) {
    this.opening = Spool.open(config.spoolFolder, config.spoolBytes)
    this.opening.catch((error: unknown) => this.log.error(error))
    const waiting = async (): Promise<number> => (await this.opening.catch(() => undefined))?.count ?? 0
    metrics.gauge(
      { name: 'heimgewebe_spool_waiting', help: 'Deliveries on disk that wait for the database.' },
      async (gauge) => gauge.set(await waiting()),
    )
    readiness.add('spool', async () => `${await waiting()} waiting`)
  }

  onApplicationBootstrap(): void {
    this.draining = this.drain().catch((error: unknown) => {
      if (!this.abort.signal.aborted) this.log.error(error)
    })
  }

  async onApplicationShutdown(): Promise<void> {
    this.abort.abort()
    this.arrival.resolve()
    await this.draining
    await (await this.opening.catch(() => undefined))?.close()
  }

  /** Appends a letter, or puts it on disk. The refusal `unavailable` says that neither could be done. */
  async post(letter: Letter): Promise<Posted> {
    const spool = await this.opening.catch(() => undefined)
    if (!spool || spool.count === 0) {
      const written = await this.write(letter, this.config.spoolAfterMs)
      if (written.state !== 'refused' || written.refusal.code !== 'unavailable') return written
      if (!spool) return written
    }
    try {
      await spool.add(pack(letter))
    } catch (error) {
      this.log.warn(`nothing can be written, neither to the database nor to disk: ${String(error)}`)
      return { state: 'refused', refusal: { code: 'unavailable', message: 'nothing can be stored now; try again' } }
    }
    this.arrival.resolve()
    return { state: 'spooled' }
  }

  private async write(letter: Letter, limitMs: number): Promise<Posted> {
    const events = this.eventsOf(letter)
    return Array.isArray(events)
      ? this.append(events as CloudEvent[], limitMs)
      : { state: 'refused', refusal: events as Refusal }
  }

  private async append(events: readonly CloudEvent[], limitMs: number): Promise<Posted> {
    const appending = this.events.delivered(events)
    // A database that does not answer keeps nobody waiting. What it takes after all is known by its id.
    const timer = new AbortController()
    const late = sleep(limitMs, undefined, { signal: timer.signal }).catch(() => undefined)
    const written = await Promise.race([appending, late])
    timer.abort()
    if (!written) return { state: 'refused', refusal: { code: 'unavailable', message: 'the database does not answer' } }
    return written.ok
      ? { state: 'written', appended: written.appended }
      : { state: 'refused', refusal: written.refusal }
  }

  /** A letter that cannot be read is refused, not an outage. */
  private eventsOf(letter: Letter): readonly CloudEvent[] | Refusal {
    try {
      return this.read(letter)
    } catch (error) {
      return { code: 'batch', message: error instanceof Error ? error.message : String(error) }
    }
  }

  /** Drains for as long as it lives: whatever goes wrong with one letter, or with the disk, it tries again. */
  private async drain(): Promise<void> {
    const spool = await this.opening
    const { signal } = this.abort
    let wait = FIRST_WAIT_MS
    while (!signal.aborted) {
      const done = await this.drainSome(spool).catch((error: unknown) => {
        this.log.error(error)
        return false
      })
      if (done) {
        wait = FIRST_WAIT_MS
        continue
      }
      await sleep(wait, undefined, { signal }).catch(() => undefined)
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    }
  }

  /** Drains what fits into one commit. False where it has to wait. */
  private async drainSome(spool: Spool): Promise<boolean> {
    const entries = await spool.first(TOGETHER, TOGETHER_BYTES)
    if (entries.length === 0) {
      await this.arrival.promise
      this.arrival = Promise.withResolvers<void>()
      return true
    }
    const fitting = this.fitting(entries)
    const posted = fitting.letters > 1 ? await this.append(fitting.events, LONGEST_WAIT_MS) : undefined
    if (posted?.state === 'refused' && posted.refusal.code === 'unavailable') return false
    // One that is refused must not hold up the others: each is told apart, by itself.
    if (posted?.state !== 'written') return this.drainOne(spool, entries[0]!)
    await this.ticked(spool, fitting.letters)
    return true
  }

  /** The letters in front whose events fit into one append, and these events, each once: a host may have sent one twice. */
  private fitting(entries: readonly Buffer[]): { letters: number; events: readonly CloudEvent[] } {
    const events = new Map<string, CloudEvent>()
    let letters = 0
    for (const entry of entries) {
      const read = this.eventsOf(unpack(entry))
      if (!Array.isArray(read) || events.size + read.length > MAX_BATCH_EVENTS) break
      for (const event of read as CloudEvent[]) if (!events.has(event.id)) events.set(event.id, event)
      letters++
    }
    return { letters, events: [...events.values()] }
  }

  private async drainOne(spool: Spool, entry: Buffer): Promise<boolean> {
    const posted = await this.write(unpack(entry), LONGEST_WAIT_MS)
    if (posted.state === 'refused') {
      if (posted.refusal.code === 'unavailable') return false
      // It was understood when it came: it is kept, and must not hold up the others.
      const file = await spool.keepAside(entry)
      this.log.error(`a letter that waited was refused and lies in ${file}: ${posted.refusal.message}`)
    }
    await this.ticked(spool, 1)
    return true
  }

  private async ticked(spool: Spool, letters: number): Promise<void> {
    await spool.tick(letters)
    if (spool.count === 0) this.log.log('the spool is drained')
  }
}

/** One line of JSON, then the body as it came. */
const pack = ({ body, ...head }: Letter): Buffer => Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body])

const unpack = (entry: Buffer): Letter => {
  const end = entry.indexOf(0x0a)
  const head = JSON.parse(entry.subarray(0, end).toString('utf8')) as Omit<Letter, 'body'>
  return { ...head, body: entry.subarray(end + 1) }
}
