import type { CloudEvent, Draft, EventType, MeshEvent } from './event.js'
import { deriveId, newId, timeOfId } from './ids.js'
import { dataSchemaOf } from './names.js'

/** What a draft inherits from the event that caused it. */
export interface Cause {
  readonly event: MeshEvent
  /** Place among the drafts that this cause gave, from 0. */
  readonly index: number
}

/**
 * Gives a draft its identity. With a cause, id, time and correlation follow from the cause alone, so that handling it
 * again gives the same event; without one, the draft's own id is kept or a new one made.
 */
export const complete = <T extends EventType>(
  draft: Draft<T>,
  source: string,
  now: Date,
  cause?: Cause,
): CloudEvent<T> => {
  const id = draft.id ?? (cause ? idFrom(cause, source) : newId(now.getTime()))
  const causationid = draft.causationid ?? cause?.event.id
  return {
    specversion: '1.0',
    id,
    source,
    type: draft.type,
    subject: draft.subject,
    time: draft.time ?? cause?.event.time ?? now.toISOString(),
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(draft.type),
    correlationid: draft.correlationid ?? cause?.event.correlationid ?? id,
    ...(causationid === undefined ? {} : { causationid }),
    ...(draft.actor === undefined ? {} : { actor: draft.actor }),
    partitionkey: draft.partitionkey ?? partitionKeyOf(draft),
    ...(draft.traceparent === undefined ? {} : { traceparent: draft.traceparent }),
    data: draft.data,
  }
}

const idFrom = (cause: Cause, source: string): string =>
  deriveId(timeOfId(cause.event.id), `${cause.event.id}|${source}|${cause.index}`)

const partitionKeyOf = (draft: Draft): string => {
  const { repository } = draft.data as { repository?: unknown }
  return typeof repository === 'string' ? repository : draft.subject
}
