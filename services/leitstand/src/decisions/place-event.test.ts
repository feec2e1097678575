import { describe, expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { instantOf, isNotable, placeEvent } from './place-event.js'

const event = (type: string, subject: string, data: object): MeshEvent =>
  ({ type, subject, data }) as unknown as MeshEvent

describe('placeEvent', () => {
  it('takes the change from the data of an event that has its own subject', () => {
    const guard = event('guard.finished.v1', 'guard/1', { repository: 'acme/shop', change: 'pr/acme/shop/42' })

    expect(placeEvent(guard)).toEqual({ repository: 'acme/shop', change: 'pr/acme/shop/42' })
  })

  it('takes the change from the subject where the data names none', () => {
    const review = event('pr.reviewed.v1', 'pr/acme/shop/42', { repository: 'acme/shop' })

    expect(placeEvent(review).change).toBe('pr/acme/shop/42')
  })

  it('gives a CI run to its change request, or else to its commit', () => {
    const run = { repository: 'acme/shop', sha: 'abc', pipeline: 'build', outcome: 'success' }

    expect(placeEvent(event('ci.result.v1', 'ci/acme/shop/abc', { ...run, number: 7 })).change).toBe('pr/acme/shop/7')
    expect(placeEvent(event('ci.result.v1', 'ci/acme/shop/abc', run)).change).toBe('change/acme/shop/abc')
  })

  it('finds no change in a comment on an issue', () => {
    expect(placeEvent(event('comment.created.v1', 'issue/acme/shop/7', { about: 'issue/acme/shop/7' }))).toEqual({})
  })
})

describe('isNotable', () => {
  it('keeps the routine of an import out of the story', () => {
    expect(isNotable(event('change.recorded.v1', 'change/a/b/c', {}))).toBe(false)
    expect(isNotable(event('risk.assessed.v1', 'change/a/b/c', { open: false }))).toBe(false)
    expect(isNotable(event('decision.made.v1', 'change/a/b/c', { act: 'say', chosen: 'record-only' }))).toBe(false)
  })

  it('keeps judgements of open changes and decisions to act in it', () => {
    expect(isNotable(event('risk.assessed.v1', 'pr/a/b/1', { open: true }))).toBe(true)
    expect(isNotable(event('decision.made.v1', 'pr/a/b/1', { act: 'look', chosen: 'request-guard' }))).toBe(true)
    expect(isNotable(event('release.published.v1', 'release/a/b/v1', {}))).toBe(true)
  })
})

describe('instantOf', () => {
  it.each([
    ['2026-03-01T10:00:00+02:00', '2026-03-01T08:00:00.000Z'],
    ['0000-01-01T00:00:00Z', '2020-01-01T00:00:00.000Z'],
    ['no time', '2020-01-01T00:00:00.000Z'],
    [undefined, '2020-01-01T00:00:00.000Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(instantOf(text, '2020-01-01T00:00:00Z')).toBe(instant)
  })

  it('falls back to the epoch where even the fallback is out of range', () => {
    expect(instantOf('0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z')).toBe('1970-01-01T00:00:00.000Z')
  })
})
