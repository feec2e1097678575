import { describe, expect, it } from '@jest/globals'
import { complete } from './complete.js'
import { draft } from './event.js'
import { upcastWith } from './upcast.js'

const stored = complete(
  draft('pr.closed.v1', {
    subject: 'pr/acme/shop/1',
    data: { repository: 'acme/shop', number: 1, closed_at: '2026-03-01T11:00:00Z' },
  }),
  'heimgewebe/chronik',
  new Date('2026-03-01T11:00:00Z'),
)

const { event, type, sources } = upcastWith({
  'pr.closed.v1': { to: 'pr.closed.v2', data: (old) => ({ ...(old as object), reason: 'unknown' }) },
  'pr.closed.v2': { to: 'pr.closed.v3', data: (old) => ({ ...(old as object), by: null }) },
})

describe('upcasting', () => {
  it('reads an old event through every version up to the newest, and changes nothing but type, schema and data', () => {
    expect(event(stored)).toEqual({
      ...stored,
      type: 'pr.closed.v3',
      dataschema: 'https://heimgewebe.dev/contracts/pr.closed.v3',
      data: { ...stored.data, reason: 'unknown', by: null },
    })
    expect(stored.type).toBe('pr.closed.v1')
  })

  it('leaves an event of a type without successor as it is', () => {
    expect(upcastWith({}).event(stored)).toBe(stored)
  })

  it('knows which stored types a query for the newest one has to look for', () => {
    expect([type('pr.closed.v1'), type('pr.opened.v1')]).toEqual(['pr.closed.v3', 'pr.opened.v1'])
    expect(sources('pr.closed.v3')).toEqual(['pr.closed.v3', 'pr.closed.v1', 'pr.closed.v2'])
    expect(sources('pr.opened.v1')).toEqual(['pr.opened.v1'])
  })

  it('refuses a table that leads in a circle', () => {
    expect(() => upcastWith({ 'a.v1': { to: 'a.v2', data: (old) => old }, 'a.v2': { to: 'a.v1', data: (old) => old } })).toThrow('circle')
  })
})
