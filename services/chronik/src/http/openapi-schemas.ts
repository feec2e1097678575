import { eventTypes } from '@heimgewebe/contracts'
import { basic, ref, type Schema } from '@heimgewebe/mesh'

const { text, time, count, list, object, oneOf } = basic

const event = {
  specversion: { const: '1.0' },
  id: text,
  source: text,
  type: text,
  subject: text,
  time: { type: 'string' },
  datacontenttype: { const: 'application/json' },
  dataschema: text,
  correlationid: text,
  'causationid?': text,
  'actor?': text,
  partitionkey: text,
  'traceparent?': text,
  data: { type: 'object' },
  position: { type: 'integer', minimum: 1 },
  streamversion: { type: 'integer', minimum: 1 },
}

/** What the answers are made of. */
export const schemas: Readonly<Record<string, Schema>> = {
  Event: object('A CloudEvent with its place in the log.', event),
  NewEvent: object('A CloudEvent. What may be left out is filled in; an id that is no UUID becomes one.', {
    type: oneOf(...eventTypes),
    source: text,
    subject: text,
    data: { type: 'object' },
    'id?': text,
    'time?': time,
    'specversion?': { const: '1.0' },
    'correlationid?': text,
    'actor?': text,
  }),
  Appended: object('Where an event of a request stands.', {
    id: text,
    position: count,
    streamversion: count,
    duplicate: { type: 'boolean' },
  }),
  CausationNode: object('An event and what it led to.', {
    event: ref('Event'),
    effects: list(ref('CausationNode')),
  }),
  Parked: object('An event that a service set aside.', {
    consumer: text,
    event_id: text,
    event_type: text,
    event_position: count,
    reason: text,
    code: text,
    tries: count,
    state: oneOf('parked', 'released', 'discarded'),
    since: time,
  }),
}

/** How the archive stands. */
export const archiveState = object('', {
  archived_to: count,
  state: oneOf('idle', 'running', 'done', 'failed'),
  'step?': oneOf('checking', 'announcing', 'swapping'),
  'first?': count,
  'last?': count,
  'position?': count,
  'bytes_before?': count,
  'bytes_after?': count,
  'message?': text,
})

/** What is archived, or would be. */
export const going = object('', {
  first: count,
  last: count,
  events: count,
  partitions: count,
  bytes: count,
  recorded_until: time,
})
