import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { complete, deriveId, draft, eventTypes, isUuid, mayOrder, type MeshEvent, natsSubjectOf, newId, timeOfId, violationOf } from './index.js'

const closed = draft('pr.closed.v1', {
  subject: 'pr/acme/shop/1',
  data: { repository: 'acme/shop', number: 1, closed_at: '2026-03-01T11:00:00Z' },
})
const now = new Date('2026-03-01T11:00:00Z')
const event = complete(closed, 'urn:test', now)

describe('ids', () => {
  it('are UUIDs that carry their time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.string(), (ms, seed) => {
        expect(isUuid(deriveId(ms, seed))).toBe(true)
        expect(timeOfId(deriveId(ms, seed))).toBe(ms)
        expect(timeOfId(newId(ms))).toBe(ms)
      }),
    )
  })

  it('are the same for the same input and differ for another', () => {
    expect(deriveId(5, 'a')).toBe(deriveId(5, 'a'))
    expect(deriveId(5, 'a')).not.toBe(deriveId(5, 'b'))
    expect(deriveId(5, 'a')[14]).toBe('8')
    expect(newId()[14]).toBe('7')
  })

  it('sort by time', () => {
    expect([deriveId(3, 'x'), deriveId(1, 'y'), deriveId(2, 'z')].sort().map(timeOfId)).toEqual([1, 2, 3])
  })
})

describe('complete', () => {
  const cause: MeshEvent = { ...event, position: 1, streamversion: 1 }

  it('derives the same event from the same cause, whenever it is tried', () => {
    const first = complete(closed, 'heimgewebe/sichter', new Date(1), { event: cause, index: 0 })
    const again = complete(closed, 'heimgewebe/sichter', new Date(2), { event: cause, index: 0 })
    expect(again).toEqual(first)
    expect(first).toMatchObject({ causationid: cause.id, correlationid: cause.correlationid, time: cause.time })
  })

  it('tells apart the drafts of one cause, and the services', () => {
    const ids = [0, 1].flatMap((index) =>
      ['heimgewebe/a', 'heimgewebe/b'].map((source) => complete(closed, source, now, { event: cause, index }).id),
    )
    expect(new Set(ids).size).toBe(4)
  })

  it('keeps the events of a repository in one partition', () => {
    expect(event.partitionkey).toBe('acme/shop')
    expect(natsSubjectOf('pr.closed.v1', 'acme/shop')).toMatch(/^heimgewebe\.pr\.closed\.v1\.\d\d$/)
  })
})

describe('violationOf', () => {
  it('finds nothing wrong with a completed draft', () => {
    expect(violationOf(event)).toBeUndefined()
  })

  it.each([
    ['an unknown type', { type: 'pr.danced.v1' }, '/type', 'known'],
    ['an id that is no UUID', { id: 'x' }, '/id', 'format'],
    ['a time that is none', { time: 'yesterday' }, '/time', 'format'],
    ['a NUL in an attribute', { subject: 'a\0b' }, '/subject', 'characters'],
    ['half a surrogate pair in an attribute', { subject: 'a\ud800b' }, '/subject', 'characters'],
    ['the same in one that may be absent', { causationid: '\udc00' }, '/causationid', 'characters'],
    ['an attribute without end', { subject: 'x'.repeat(5000) }, '/subject', 'maxLength'],
    ['no correlation', { correlationid: '' }, '/correlationid', 'required'],
    ['data of another kind', { data: { repository: 7 } }, '/data', 'required'],
    ['a field of another type', { data: { ...closed.data, repository: 7 } }, '/data/repository', 'type'],
  ])('names the field and the rule for %s', (_title, change, field, rule) => {
    expect(violationOf({ ...event, ...change })).toMatchObject({ field, rule })
  })

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), (thing) => void violationOf(thing)))
    fc.assert(fc.property(fc.anything(), fc.constantFrom(...eventTypes), (data, type) => void violationOf({ ...event, type, data })))
  })
})

describe('mayOrder', () => {
  it.each([
    ['urn:heimgewebe:cli', true],
    ['/leitstand/page', true],
    ['heimgewebe/leitstand', true],
    ['heimgewebe/chronik', true],
    ['heimgewebe/heimgeist', true],
    ['heimgewebe/wgx', false],
    ['heimgewebe/chronik ', false],
    ['heimgewebe/', false],
    ['heimgewebe/wgx\nheimgewebe/chronik', false],
  ])('hears a command of heimgeist’s office from %j: %s', (source, allowed) => {
    expect(mayOrder(source, 'heimgeist')).toBe(allowed)
  })
})
