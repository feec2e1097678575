import type { CloudEvent } from '@heimgewebe/contracts'

/** A request that waits to be appended, as far as the plan needs it. */
export interface WaitingRequest {
  readonly events: readonly CloudEvent[]
  /** The JSON of each event: made once, for the row, the message and the line. */
  readonly bodies: readonly string[]
  readonly expected: readonly { readonly stream: string; readonly version: number | 'none' | 'any' }[]
  /** True where an event that the log has with other content is refused, not taken for known. */
  readonly strict: boolean
}

/** An event that the log has already. */
export interface KnownEvent {
  readonly position: number
  readonly streamversion: number
  /** Its stored JSON; left out where the archive that holds it cannot be read. */
  readonly body?: string
}

/** An event with its place. */
export interface PlannedEvent {
  readonly event: CloudEvent
  /** Its JSON. */
  readonly body: string
  readonly position: number
  readonly streamversion: number
}

/** What the log looks like when the plan is made. */
export interface LogState {
  /** Next free position. */
  readonly next: number
  /** Version of each stream that the requests touch; 0 for one that does not exist. */
  readonly heads: ReadonlyMap<string, number>
  /** Events of the requests that the log has already, by id. */
  readonly known: ReadonlyMap<string, KnownEvent>
}

/** Answer to one request. */
export type PlannedReply =
  | {
      readonly ok: true
      readonly appended: readonly { id: string; position: number; streamversion: number; duplicate: boolean }[]
    }
  | { readonly ok: false; readonly code: 'conflict' | 'duplicate'; readonly message: string; readonly index?: number }

/** What is written, and what each request is told. */
export interface AppendPlan {
  readonly rows: readonly PlannedEvent[]
  readonly replies: readonly PlannedReply[]
  /** New version of each stream. */
  readonly heads: ReadonlyMap<string, number>
  /** Events whose id the log has with other content, in words; refused where the request is strict. */
  readonly clashes: readonly string[]
}

/**
 * Gives the events of waiting requests their places, request by request: one that meets another version of a stream than
 * it expects is refused whole and leaves no gap; an event that is known is answered with the place it has.
 */
export const planAppend = (requests: readonly WaitingRequest[], state: LogState): AppendPlan => {
  const rows: PlannedEvent[] = []
  const heads = new Map(state.heads)
  const known = new Map(state.known)
  const clashes: string[] = []
  const replies = requests.map((request) => planRequest(request, { rows, heads, known, clashes, first: state.next }))
  return { rows, replies, heads, clashes }
}

interface Draft {
  readonly rows: PlannedEvent[]
  readonly heads: Map<string, number>
  readonly known: Map<string, KnownEvent>
  readonly clashes: string[]
  readonly first: number
}

const planRequest = (request: WaitingRequest, plan: Draft): PlannedReply => {
  const index = request.events.findIndex((event) => differs(event, plan.known.get(event.id)))
  if (index >= 0) {
    const { id, source } = request.events[index]!
    const message = `event ${id} of ${source} is in the log with other content`
    plan.clashes.push(message)
    if (request.strict) return { ok: false, code: 'duplicate', index, message }
  }
  // A request that was appended before may have moved its own streams: then it has its answer, and expects nothing.
  const allKnown = request.events.every((event) => plan.known.has(event.id))
  const conflict = allKnown
    ? undefined
    : request.expected.find(({ stream, version }) => !isAt(plan.heads.get(stream) ?? 0, version))
  if (conflict)
    return {
      ok: false,
      code: 'conflict',
      message: `stream ${conflict.stream} is at version ${plan.heads.get(conflict.stream) ?? 0}, not ${conflict.version}`,
    }
  return { ok: true, appended: request.events.map((event, at) => place(event, request.bodies[at]!, plan)) }
}

const place = (
  event: CloudEvent,
  body: string,
  plan: Draft,
): { id: string; position: number; streamversion: number; duplicate: boolean } => {
  const known = plan.known.get(event.id)
  if (known) return { id: event.id, position: known.position, streamversion: known.streamversion, duplicate: true }
  const position = plan.first + plan.rows.length
  const streamversion = (plan.heads.get(event.subject) ?? 0) + 1
  plan.rows.push({ event, body, position, streamversion })
  plan.heads.set(event.subject, streamversion)
  plan.known.set(event.id, { position, streamversion, body })
  return { id: event.id, position, streamversion, duplicate: false }
}

const isAt = (head: number, expected: number | 'none' | 'any'): boolean =>
  expected === 'any' || head === (expected === 'none' ? 0 : expected)

/** What in the data says how an event came, and nothing of what it tells: a host that sends it again names it anew. */
const HOW_IT_CAME: ReadonlyMap<string, string> = new Map([['webhook.received.v1', 'delivery']])

/** Another type, subject or data; attributes such as the trace may differ between two tries. */
const differs = (event: CloudEvent, known: KnownEvent | undefined): boolean => {
  if (known?.body === undefined) return false
  const stored = JSON.parse(known.body) as CloudEvent
  return stored.type !== event.type || stored.subject !== event.subject || told(stored) !== told(event)
}

const told = ({ type, data }: CloudEvent): string => {
  const apart = HOW_IT_CAME.get(type)
  return JSON.stringify(apart === undefined ? data : { ...(data as object), [apart]: '' })
}
