import { Logger } from '@nestjs/common'
import { failpoint, type Refusal } from '@heimgewebe/mesh'
import type pg from 'pg'
import {
  type AppendPlan,
  type KnownEvent,
  type LogState,
  planAppend,
  type PlannedEvent,
  type PlannedReply,
  type WaitingRequest,
} from './plan-append.js'
import { int4Array, int8Array, textArray, timestamptzArray, uuidArray } from './binary-arrays.js'
import { bodyOf } from './event-body.js'

/** Answer to an append. */
export type WriteReply = Extract<PlannedReply, { ok: true }> | { readonly ok: false; readonly refusal: Refusal }

/** Hears of every commit, in the order of the log. */
export type Listener = (rows: readonly PlannedEvent[]) => void

interface Waiting extends WaitingRequest {
  readonly settle: (reply: WriteReply) => void
}

/** Most events and requests that share one commit. */
const MAX_GROUP_EVENTS = 4000
const MAX_GROUP_REQUESTS = 1000
/** Streams whose version is remembered. */
const MAX_HEADS = 100_000
/** Plans made anew when the log moved under one; more means that something else is wrong. */
const MAX_REPLANS = 5

/**
 * The one writer of the log. Requests that wait while a commit is under way share the next one. Positions come from one
 * row that moves in the same statement as the events, so they have no gaps and become visible in order, also with a
 * second chronik at work.
 */
export class LogWriter {
  private readonly log = new Logger('log')
  private readonly queue: Waiting[] = []
  private readonly heads = new Map<string, number>()
  private readonly listeners: Listener[] = []
  private next: number | undefined
  private writing = false

  constructor(private readonly pool: pg.Pool) {}

  /** Appends the events of a request, all or none. Never throws: an outage is the refusal `unavailable`. */
  append(request: WaitingRequest): Promise<WriteReply> {
    return new Promise((settle) => {
      this.queue.push({ ...request, settle })
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
    this.forget()
  }

  /** Last position in the log. */
  async head(): Promise<number> {
    if (this.next === undefined) {
      const { rows } = await this.pool.query<{ next: number }>('select next from sequencer')
      this.next ??= rows[0]!.next
    }
    return this.next - 1
  }

  private async run(): Promise<void> {
    this.writing = true
    // One turn of the event loop: requests that arrived together are written together.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.queue.length > 0) await this.writeGroup(this.takeGroup())
    this.writing = false
  }

  private takeGroup(): Waiting[] {
    let events = 0
    let count = 0
    while (count < this.queue.length && count < MAX_GROUP_REQUESTS && events < MAX_GROUP_EVENTS)
      events += this.queue[count++]!.events.length
    return this.queue.splice(0, count)
  }

  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const plan = await this.write(group)
      failpoint('log-after-commit')
      if (plan.rows.length > 0) for (const listener of this.listeners) listener(plan.rows)
      for (const [index, reply] of plan.replies.entries())
        group[index]!.settle(reply.ok ? reply : { ok: false, refusal: reply })
    } catch (error) {
      this.forget()
      this.log.warn(`could not write: ${String(error)}`)
      const refusal: Refusal = { code: 'unavailable', message: 'the log cannot be written now; try again' }
      for (const waiting of group) waiting.settle({ ok: false, refusal })
    }
  }

  private async write(group: readonly Waiting[]): Promise<AppendPlan> {
    // With an expected version, a second try must find its first before it is measured against the stream it moved.
    const cautious = group.some((request) => request.expected.length > 0)
    let known: ReadonlyMap<string, KnownEvent> = cautious ? await this.knownOf(group) : new Map()
    for (let tries = 0; tries < MAX_REPLANS; tries++) {
      const state: LogState = { next: (await this.head()) + 1, heads: await this.headsOf(group), known }
      const plan = planAppend(group, state)
      if (plan.rows.length === 0 || (await this.insert(plan.rows, state.next))) {
        this.remember(plan, state.next)
        return plan
      }
      // Somebody else wrote, or an event is known: look at the log as it is now, and plan again.
      this.forget()
      known = await this.knownOf(group)
    }
    throw new Error(`the log moved ${MAX_REPLANS} times under one write`)
  }

  /** False when the log is not as the plan took it to be. */
  private async insert(rows: readonly PlannedEvent[], first: number): Promise<boolean> {
    const events = rows.map((row) => row.event)
    failpoint('log-before-commit')
    try {
      const { rowCount } = await this.pool.query({
        name: 'append',
        text: INSERT,
        values: [
          first,
          first + rows.length,
          int8Array(rows.map((row) => row.position)),
          uuidArray(events.map((event) => event.id)),
          textArray(events.map((event) => event.subject)),
          int4Array(rows.map((row) => row.streamversion)),
          textArray(events.map((event) => event.type)),
          timestamptzArray(events.map((event) => event.time)),
          textArray(events.map((event) => event.correlationid)),
          textArray(events.map((event) => event.causationid ?? null)),
          textArray(events.map((event) => event.source)),
          textArray(events.map(bodyOf)),
        ],
      })
      return rowCount === rows.length
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return false
      throw error
    }
  }

  private async headsOf(group: readonly Waiting[]): Promise<Map<string, number>> {
    const streams = new Set(
      group.flatMap((request) => [
        ...request.events.map((event) => event.subject),
        ...request.expected.map((one) => one.stream),
      ]),
    )
    const heads = new Map<string, number>()
    const missing: string[] = []
    for (const stream of streams) {
      const head = this.heads.get(stream)
      if (head === undefined) missing.push(stream)
      else heads.set(stream, head)
    }
    if (missing.length === 0) return heads
    const { rows } = await this.pool.query<{ stream: string; head: number | null }>({
      name: 'heads',
      text: HEADS,
      values: [textArray(missing)],
    })
    for (const { stream, head } of rows) heads.set(stream, head ?? 0)
    return heads
  }

  private async knownOf(group: readonly Waiting[]): Promise<Map<string, KnownEvent>> {
    const ids = [...new Set(group.flatMap((request) => request.events.map((event) => event.id)))]
    const { rows } = await this.pool.query<KnownEvent & { id: string }>(
      'select id, position, streamversion, body from log where id = any($1::uuid[])',
      [uuidArray(ids)],
    )
    return new Map(rows.map((row) => [row.id, row]))
  }

  private remember(plan: AppendPlan, first: number): void {
    this.next = first + plan.rows.length
    if (this.heads.size > MAX_HEADS) this.heads.clear()
    for (const { event, streamversion } of plan.rows) this.heads.set(event.subject, streamversion)
  }

  private forget(): void {
    this.next = undefined
    this.heads.clear()
  }
}

const UNIQUE_VIOLATION = '23505'

const HEADS = `
  select s.stream, (select max(l.streamversion) from log l where l.stream = s.stream) as head
  from unnest($1::text[]) as s(stream)`

const INSERT = `
  with fence as (
    update sequencer set next = $2::bigint where next = $1::bigint returning 1
  )
  insert into log (position, id, stream, streamversion, type, time, correlationid, causationid, source, body)
  select e.* from unnest($3::bigint[], $4::uuid[], $5::text[], $6::integer[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::text[]) as e
  where exists (select 1 from fence)`
