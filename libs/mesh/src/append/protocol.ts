/** Subjects and messages between a service and chronik. Both sides are compiled from this file. */

/** Request to append events; the last part says who asks, and permissions let each service use its own only. */
export const appendSubject = (service: string): string => `chronik.append.${service}`
/** Request for a durable consumer that starts at a position: only chronik may create consumers. */
export const consumerSubject = (service: string): string => `chronik.consumer.${service}`

/** Most events in one append request. */
export const MAX_BATCH_EVENTS = 500
/** Most bytes in one append request; nats-server is set to accept four times as much. */
export const MAX_BATCH_BYTES = 1_048_576

/** Events to append, all or none. */
export interface AppendRequest {
  /** CloudEvents, complete but for position and streamversion. */
  readonly events: readonly unknown[]
  /** Versions that streams must be at: a number, 'none' for a stream that must not exist, or 'any'. Streams not named may be at any. */
  readonly expected?: readonly ExpectedVersion[]
  /** True: an event that the log has with other content is refused (`duplicate`). Default: the first one counts, and an alarm is raised. */
  readonly strict?: boolean
}

/** What a stream must look like for an append to be accepted. */
export interface ExpectedVersion {
  readonly stream: string
  readonly version: number | 'none' | 'any'
}

/** Where an event of a request stands in the log. */
export interface Appended {
  readonly id: string
  readonly position: number
  readonly streamversion: number
  /** True when the log had the event already. */
  readonly duplicate: boolean
}

/** Why nothing of a request was stored. */
export interface Refusal {
  /** contract, conflict (expected version), duplicate (same id, other content), too_large, source, batch; unavailable: try again. */
  readonly code: 'contract' | 'conflict' | 'duplicate' | 'too_large' | 'source' | 'batch' | 'unavailable'
  readonly message: string
  /** Place of the offending event in the request, from 0. */
  readonly index?: number
  /** JSON pointer into the offending event. */
  readonly field?: string
  /** Rule that is broken. */
  readonly rule?: string
}

/** Answer to an append request. */
export type AppendReply =
  { readonly ok: true; readonly appended: readonly Appended[] } | { readonly ok: false; readonly refusal: Refusal }

/** Request for a consumer: `from` is the first position wanted. */
export interface ConsumerRequest {
  readonly from: number
}

/** Answer to a consumer request. */
export type ConsumerReply =
  | { readonly ok: true; readonly durable: string; readonly head: number }
  | { readonly ok: false; readonly message: string }
