import { describe, expect, it } from '@jest/globals'
import { verdict } from '../../test/given-events.js'
import { dayOf, isLive, momentOf } from './tell-time.js'

const DAY = 86_400_000
const clock = Date.parse('2026-03-01T00:00:00Z')

describe('isLive', () => {
  it.each([
    ['an open change, however old', true, '2020-01-01T00:00:00Z', true],
    ['a commit within the window', false, '2026-02-23T00:00:00Z', true],
    ['a commit at the edge of the window', false, '2026-02-22T00:00:00Z', true],
    ['a commit before the window: history', false, '2026-02-21T23:59:59Z', false],
    ['a commit after the import', false, '2026-09-01T00:00:00Z', true],
  ])('says of %s', (_what, open, time, live) => {
    expect(isLive(verdict({ open }, time), clock, 7 * DAY)).toBe(live)
  })

  it('holds every commit for live where no clock is known', () => {
    expect(isLive(verdict({ open: false }, '2001-01-01T00:00:00Z'), 0, 7 * DAY)).toBe(true)
  })
})

describe('momentOf', () => {
  it('is the later of the event and the clock of its repository', () => {
    expect(dayOf(momentOf(verdict({}, '2020-01-01T00:00:00Z'), clock))).toBe('2026-03-01')
    expect(dayOf(momentOf(verdict({}, '2026-05-05T23:59:59Z'), clock))).toBe('2026-05-05')
  })
})
