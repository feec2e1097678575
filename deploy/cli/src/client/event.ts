import { newId } from '@heimgewebe/contracts'
import type { EventData, EventType, MeshEvent } from '@heimgewebe/contracts'
import type { ServiceClient } from './service-client.js'

/** What the CLI calls itself in the events that it appends. */
const SOURCE = 'urn:heimgewebe:cli'

/** Appends one event for the person at the terminal, about another one where `cause` names it; returns its id. */
export const append = async <T extends EventType>(
  chronik: ServiceClient,
  type: T,
  subject: string,
  data: EventData[T],
  cause?: string,
): Promise<string> => {
  const id = newId()
  const event = {
    specversion: '1.0',
    id,
    source: SOURCE,
    type,
    subject,
    time: new Date().toISOString(),
    ...(cause === undefined ? {} : { causationid: cause }),
    data,
  }
  await chronik.post('/events', event, 'application/cloudevents+json')
  return id
}

/** Query of `GET /events`; every condition holds. */
export interface EventQuery {
  /** Types, with commas between them. */
  readonly type?: string | undefined
  readonly subject?: string | undefined
  /** RFC 3339. */
  readonly since?: string | undefined
  readonly correlation?: string | undefined
  /** Only after this position. */
  readonly after?: number | undefined
  readonly order?: 'asc' | 'desc' | undefined
  /** At most 1000. */
  readonly limit?: number | undefined
}

/** Events of the log that a query asks for. */
export const findEvents = async (chronik: ServiceClient, query: EventQuery): Promise<readonly MeshEvent[]> => {
  const { events } = await chronik.get<{ events: readonly MeshEvent[] }>('/events', { ...query })
  return events
}
