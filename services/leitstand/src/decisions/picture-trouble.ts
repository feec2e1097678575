import type { MeshEvent } from '@heimgewebe/contracts'
import { instantOf } from './place-event.js'

/** An incident that is open until it is resolved. */
export interface IncidentPicture {
  readonly subject: string
  readonly event: string
  readonly title: string
  readonly severity: string
  readonly service?: string
  readonly repository?: string
  readonly detected_at: string
}

/** Pictures an incident. */
export const pictureIncident = (event: MeshEvent<'incident.detected.v1'>): IncidentPicture => {
  const { title, severity, service, repository, detected_at } = event.data
  return {
    subject: event.subject,
    event: event.id,
    title,
    severity,
    ...(service === undefined || service === '' ? {} : { service }),
    ...(repository === undefined ? {} : { repository }),
    detected_at: instantOf(detected_at, event.time),
  }
}

/** An incident that is over. Its beginning may never have been told. */
export interface ResolutionPicture {
  readonly subject: string
  readonly event: string
  readonly title?: string
  readonly repository?: string
  readonly at: string
}

/** Pictures the end of an incident. */
export const pictureResolution = (event: MeshEvent<'incident.resolved.v1'>): ResolutionPicture => {
  const { title, repository, resolved_at } = event.data
  return {
    subject: event.subject,
    event: event.id,
    ...(title === undefined ? {} : { title }),
    ...(repository === undefined ? {} : { repository }),
    at: instantOf(resolved_at, event.time),
  }
}

/** An event that a service set aside. */
export interface ParkedPicture {
  readonly event: string
  readonly consumer: string
  readonly event_type: string
  readonly event_position: number
  readonly reason: string
  readonly tries: number
  readonly parked_by: string
  readonly parked_at: string
}

/** Pictures a parked event. */
export const pictureParked = (event: MeshEvent<'event.parked.v1'>): ParkedPicture => {
  const { event: parked, consumer, event_type, event_position, reason, tries } = event.data
  return {
    event: parked,
    consumer,
    event_type,
    event_position,
    reason,
    tries,
    parked_by: event.id,
    parked_at: instantOf(event.time, event.time),
  }
}
