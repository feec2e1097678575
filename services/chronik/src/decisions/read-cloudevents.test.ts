import { describe, expect, it } from '@jest/globals'
import { violationOf } from '@heimgewebe/contracts'
import { readCloudEvents } from './read-cloudevents.js'

const read = (event: string): unknown[] =>
  readCloudEvents({
    contentType: 'application/cloudevents+json',
    headers: {},
    body: event,
    now: new Date('2026-03-01T10:00:00Z'),
  })

describe('events as tools send them', () => {
  it.each(['type', 'source', 'time', 'id', 'subject', 'data'])(
    'are read, and then refused, where %s is an object that cannot be made a text',
    (name) => {
      const event = { type: 'pr.closed.v1', source: 'urn:tool', id: 'seven', subject: 'pr/acme/shop/1' }
      const [given] = read(JSON.stringify({ ...event, [name]: { toString: 1, valueOf: 1 } }))

      expect(violationOf(given)).toBeDefined()
    },
  )
})
