import type { EventData } from './generated/event-types.js'

/** Name of an event type: folder under contracts/, CloudEvents type and part of the NATS subject. */
export type EventType = keyof EventData

/** An event that is not in the log yet: what a handler or a decision returns. */
export interface Draft<T extends EventType = EventType> {
  readonly type: T
  /** The thing that the event is about, such as pr/owner/repo/42. Also the stream that it is appended to. */
  readonly subject: string
  readonly data: EventData[T]
  /** UUID. Derived from the event that caused it when absent. */
  readonly id?: string
  /** When it happened, RFC 3339. The time of the event that caused it when absent. */
  readonly time?: string
  /** Who caused it, as person/<mail or name> or service/<name>. */
  readonly actor?: string
  /** Key that keeps related events in one partition. The repository, else the subject, when absent. */
  readonly partitionkey?: string
  /** First event of the chain that this one belongs to. That of the cause when absent. */
  readonly correlationid?: string
  /** Event that led to this one. The handled event when absent. */
  readonly causationid?: string
  /** W3C trace context that the event started in. */
  readonly traceparent?: string
}

/** A draft with its identity: a CloudEvent, complete but for its place in the log. */
export interface CloudEvent<T extends EventType = EventType> {
  readonly specversion: '1.0'
  /** UUID v7 for a new event, v8 for a derived one. Unique in the log. */
  readonly id: string
  /** Who says so: heimgewebe/<service>, or the URI of a tool outside. */
  readonly source: string
  readonly type: T
  readonly subject: string
  /** RFC 3339. */
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** The `$id` of the schema of its data. */
  readonly dataschema: string
  readonly correlationid: string
  readonly causationid?: string
  readonly actor?: string
  readonly partitionkey: string
  readonly traceparent?: string
  readonly data: EventData[T]
}

/** An event of the log. */
export interface MeshEvent<T extends EventType = EventType> extends CloudEvent<T> {
  /** Place in the log, from 1, without gaps. */
  readonly position: number
  /** Place in the stream of its subject, from 1, without gaps. */
  readonly streamversion: number
}

/** A union over all types, so that `event.type` narrows `event.data`. */
export type AnyDraft = { [T in EventType]: Draft<T> }[EventType]
/** A union over all types, so that `event.type` narrows `event.data`. */
export type AnyMeshEvent = { [T in EventType]: MeshEvent<T> }[EventType]

/** A typed draft: `draft('pr.closed.v1', { subject, data })`. */
export const draft = <T extends EventType>(type: T, rest: Omit<Draft<T>, 'type'>): Draft<T> => ({ type, ...rest })
