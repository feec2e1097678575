import type { AnyMeshEvent, EventType, MeshEvent } from '@heimgewebe/contracts'
import { describeEvent } from './describe-event.js'
import { detailOf } from './detail-event.js'
import { type Parts, partsOf } from './gather-parts.js'
import { instantOf, isNotable, placeEvent } from './place-event.js'
import { incidentsOf } from './tie-event.js'

/** An event as the page shows it in a list, and what a card needs of it beyond the sentence. */
export interface Moment {
  readonly position: number
  readonly id: string
  readonly type: EventType
  readonly subject: string
  readonly time: string
  readonly line: string
  readonly parts: Parts
  readonly notable: boolean
  readonly repository?: string
  readonly change?: string
  readonly correlationid: string
  readonly causationid?: string
  /** Incidents that it concerns, by their subjects; absent where there are none. */
  readonly incidents?: readonly string[]
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Tells an event: where it belongs, one sentence, and the details that a card shows. */
export const tellEvent = <T extends EventType>(event: MeshEvent<T>): Moment => {
  const parts = partsOf(event)
  const detail = detailOf(event as MeshEvent as AnyMeshEvent)
  const incidents = incidentsOf(event as MeshEvent)
  return {
    position: event.position,
    id: event.id,
    type: event.type,
    subject: event.subject,
    time: instantOf(event.time, event.time),
    line: describeEvent(event.type, parts),
    parts,
    notable: isNotable(event as MeshEvent),
    ...placeEvent(event as MeshEvent),
    correlationid: event.correlationid,
    ...(event.causationid === undefined ? {} : { causationid: event.causationid }),
    ...(incidents.length === 0 ? {} : { incidents }),
    ...(detail === undefined ? {} : { detail }),
  }
}
