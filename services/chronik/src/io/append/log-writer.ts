import { Logger } from '@nestjs/common'
import { failpoint, type Refusal } from '@heimgewebe/mesh'
import type pg from 'pg'
import { INSERT, valuesOf } from './insert-events.js'
import type { LogPlaces } from '../reads/log-places.js'
import type { Partitions } from '../partitions.js'
import {
  type AppendPlan,
  type KnownEvent,
  type LogState,
  planAppend,
  type PlannedEvent,
  type PlannedReply,
  type WaitingRequest,
} from './plan-append.js'

/** Answer to an append. */
export type WriteReply = Extract<PlannedReply, { ok: true }> | { readonly ok: false; readonly refusal: Refusal }

/** Hears of every commit, in the order of the log: its events, and the time that Postgres noted for all of them. */
export type Listener = (rows: readonly PlannedEvent[], recorded: string) => void

/** A request to append; the JSON of its events is made here where it was not before. */
type AppendedRequest = Omit<WaitingRequest, 'bodies'> & Partial<Pick<WaitingRequest, 'bodies'>>

/** A plan that was carried out; `recorded` is empty where it had no rows. */
type Written = AppendPlan & { readonly recorded: string }

interface Waiting extends WaitingRequest {
  readonly settle: (reply: WriteReply) => void
}

/** Requests that share a commit, and what becomes of them. */
interface Group {
  readonly requests: readonly Waiting[]
  /** Undefined when the log was not as the plan took it to be. */
  readonly outcome: Promise<Written | undefined>
}

/** Most events and requests that share one commit. */
const MAX_GROUP_EVENTS = 4000
const MAX_GROUP_REQUESTS = 1000
/** Where so many events wait or are under way, the half of them is taken: it is prepared while the other half is written. Fewer are worth one wait for the disk, not two. */
const SPLIT_FROM_EVENTS = 500
/** Longest time that requests are gathered while more come, in milliseconds. */
const GATHER_MS = 1
/** Plans made anew when the log moved under one; more means that something else is wrong. */
const MAX_REPLANS = 5

/**
 * The one writer of the log. Requests that wait while a commit is under way share the next one. Positions come from one
 * row that moves in the same statement as the events, so they have no gaps and become visible in order, also with a
 * second chronik at work.
 *
 * Two commits are under way at most: the second is planned on what the first will leave behind, and queued on the same
 * connection. Where the first fails, the second finds the sequencer elsewhere, writes nothing, and is planned anew.
 */
export class LogWriter {
  private readonly log = new Logger('log')
  private readonly queue: Waiting[] = []
  private readonly listeners: Listener[] = []
  private readonly underWay: Group[] = []
  private eventsWaiting = 0
  private eventsUnderWay = 0
  private connection: Promise<pg.PoolClient> | undefined
  private writing = false

  constructor(
    private readonly pool: pg.Pool,
    private readonly places: LogPlaces,
    private readonly partitions: Partitions,
    /** Hears of an event whose id the log has with other content: somebody gives ids twice, or tampers. */
    private readonly alarm: (message: string) => void,
  ) {}

  /** Appends the events of a request, all or none. Never throws: an outage is the refusal `unavailable`. */
  append(request: AppendedRequest): Promise<WriteReply> {
    const { events, bodies = events.map((event) => JSON.stringify(event)), expected, strict } = request
    return new Promise((settle) => {
      this.queue.push({ events, bodies, expected, strict, settle })
      this.eventsWaiting += events.length
      if (!this.writing) void this.run()
    })
  }

  /** Calls back after every commit with what it added. */
  onCommit(listener: Listener): () => void {
    this.listeners.push(listener)
    return () => void this.listeners.splice(this.listeners.indexOf(listener), 1)
  }

  /** Looks at the log anew before the next write: it was filled by other means. */
  refresh(): void {
    this.places.forget()
  }

  /** Last position that is committed, as far as this process knows. */
  head(): Promise<number> {
    return this.places.committed()
  }

  /** Gives its connection back; what is appended later takes another one. */
  async close(): Promise<void> {
    const { connection } = this
    this.connection = undefined
    await connection?.then((client) => client.release()).catch(() => undefined)
  }

  private async run(): Promise<void> {
    this.writing = true
    while (this.queue.length > 0 || this.underWay.length > 0) {
      if (this.underWay.length === 0) await this.gather()
      if (this.mayBegin()) await this.begin(this.takeGroup())
      else await this.finish(this.underWay.shift()!)
    }
    this.writing = false
  }

  /** Requests that arrive together are written together: turns of the event loop as long as each brings more. */
  private async gather(): Promise<void> {
    const end = performance.now() + GATHER_MS
    let known: number
    do {
      known = this.queue.length
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.queue.length > known && performance.now() < end)
  }

  private mayBegin(): boolean {
    if (this.queue.length === 0) return false
    return this.underWay.length === 0 || (this.underWay.length < 2 && this.events >= SPLIT_FROM_EVENTS)
  }

  private takeGroup(): Waiting[] {
    const most = this.events < SPLIT_FROM_EVENTS ? this.events : Math.min(MAX_GROUP_EVENTS, this.events / 2)
    let events = 0
    let count = 0
    while (count < this.queue.length && count < MAX_GROUP_REQUESTS && events < most)
      events += this.queue[count++]!.events.length
    this.eventsWaiting -= events
    return this.queue.splice(0, count)
  }

  /** Events that wait or are under way. */
  private get events(): number {
    return this.eventsWaiting + this.eventsUnderWay
  }

  /** Plans a group and sends it, without waiting for what becomes of it. */
  private async begin(requests: readonly Waiting[]): Promise<void> {
    this.eventsUnderWay += countOf(requests)
    const outcome = this.tryOnce(requests, undefined).catch(() => undefined)
    this.underWay.push({ requests, outcome: (await outcome)?.written ?? Promise.resolve(undefined) })
  }

  private async finish({ requests, outcome }: Group): Promise<void> {
    try {
      const plan = (await outcome) ?? (await this.again(requests))
      failpoint('log-after-commit')
      this.answer(requests, plan)
    } catch (error) {
      if (requests.length > 1 && (error instanceof LogMovedError || isOfData(error))) return this.finishEach(requests)
      this.log.warn(`could not write: ${String(error)}`)
      const refusal: Refusal = isOfData(error)
        ? { code: 'contract', message: `Postgres does not take what it holds: ${(error as Error).message}` }
        : { code: 'unavailable', message: 'the log cannot be written now; try again' }
      for (const waiting of requests) waiting.settle({ ok: false, refusal })
    }
    this.eventsUnderWay -= countOf(requests)
  }

  /** What one request has in it that Postgres never takes must not keep the others of its group from the log. */
  private async finishEach(requests: readonly Waiting[]): Promise<void> {
    for (const request of requests) await this.finish({ requests: [request], outcome: Promise.resolve(undefined) })
  }

  private answer(requests: readonly Waiting[], plan: Written): void {
    if (plan.rows.length > 0) {
      this.places.commit(plan.rows.at(-1)!.position)
      for (const listener of this.listeners) listener(plan.rows, plan.recorded)
    }
    for (const clash of plan.clashes) this.alarm(clash)
    for (const [index, reply] of plan.replies.entries())
      requests[index]!.settle(reply.ok ? reply : { ok: false, refusal: reply })
  }

  /** Somebody else wrote, or an event is known: looks at the log as it is now, and plans again. */
  private async again(requests: readonly Waiting[]): Promise<Written> {
    for (let tries = 0; tries < MAX_REPLANS; tries++) {
      // A group behind this one was planned on what did not come: it has to end first, and then is planned anew too.
      for (const group of this.underWay) await group.outcome
      this.places.forget()
      const { written } = await this.tryOnce(requests, await this.places.known(idsOf(requests)))
      const plan = await written
      if (plan) return plan
    }
    throw new LogMovedError(`the log moved ${MAX_REPLANS} times under one write`)
  }

  private async tryOnce(
    requests: readonly Waiting[],
    known: ReadonlyMap<string, KnownEvent> | undefined,
  ): Promise<{ written: Promise<Written | undefined> }> {
    const state: LogState = {
      heads: await this.places.heads(streamsOf(requests)),
      next: await this.places.next(),
      known: known ?? new Map<string, KnownEvent>(),
    }
    const plan = planAppend(requests, state)
    // A request that meets another version than it expects may be a second try that moved the stream itself.
    if (known === undefined && plan.replies.some((reply) => !reply.ok)) return { written: Promise.resolve(undefined) }
    if (plan.rows.length === 0) return { written: Promise.resolve({ ...plan, recorded: '' }) }
    await this.partitions.reserve(plan.rows.at(-1)!.position)
    this.places.expect(plan.rows, plan.heads)
    const written = this.insert(plan, state)
    // NOTE: awaited later; until then an error must not count as unheard.
    written.catch(() => undefined)
    return { written }
  }

  /** Undefined when the log is not as the plan took it to be. */
  private async insert(plan: AppendPlan, before: LogState): Promise<Written | undefined> {
    failpoint('log-before-commit')
    try {
      const client = await this.connected()
      const { rows } = await client.query<{ count: number; recorded: string }>({
        name: 'append',
        text: INSERT,
        values: valuesOf(plan.rows, plan.heads, before),
      })
      const { count, recorded } = rows[0]!
      return count === plan.rows.length ? { ...plan, recorded } : undefined
    } catch (error) {
      this.places.forget()
      const { code } = error as { code?: string }
      // No partition: one was made and rolled back.
      if (code === CHECK_VIOLATION) this.partitions.forget()
      if (code === UNIQUE_VIOLATION || code === NOT_NULL_VIOLATION || code === CHECK_VIOLATION) return undefined
      this.drop(this.connection)
      throw error
    }
  }

  /** One connection for all writes: what is queued on it is carried out in its order. */
  private connected(): Promise<pg.PoolClient> {
    if (this.connection) return this.connection
    const connection = this.pool.connect()
    this.connection = connection
    connection.then(
      (client) => client.once('end', () => this.drop(connection)),
      () => this.drop(connection),
    )
    return connection
  }

  private drop(connection: Promise<pg.PoolClient> | undefined): void {
    if (connection === undefined || this.connection !== connection) return
    this.connection = undefined
    connection.then(
      (client) => client.release(true),
      () => undefined,
    )
  }
}

/** The log was never as a plan took it to be. */
class LogMovedError extends Error {
  override readonly name = 'LogMovedError'
}

/** An error of the values themselves, SQLSTATE classes 21 and 22: trying again would not help. */
const isOfData = (error: unknown): boolean => /^2[12]/.test((error as { code?: string }).code ?? '')

const NOT_NULL_VIOLATION = '23502'
const UNIQUE_VIOLATION = '23505'
const CHECK_VIOLATION = '23514'

const countOf = (requests: readonly Waiting[]): number => requests.reduce((sum, { events }) => sum + events.length, 0)

const idsOf = (requests: readonly Waiting[]): string[] => [
  ...new Set(requests.flatMap((request) => request.events.map((event) => event.id))),
]

const streamsOf = (requests: readonly Waiting[]): Set<string> => {
  const streams = new Set<string>()
  for (const { events, expected } of requests) {
    for (const { subject } of events) streams.add(subject)
    for (const { stream } of expected) streams.add(stream)
  }
  return streams
}
