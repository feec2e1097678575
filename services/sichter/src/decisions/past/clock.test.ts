import { describe, expect, it } from '@jest/globals'
import { newClock, readClock } from './clock.js'
import { DAY } from './past.js'

const read = (...days: number[]): number =>
  days.reduce((clock, day) => readClock(clock, day * DAY), newClock()).now / DAY

describe('readClock', () => {
  it('goes with the changes, and never back for an old one', () => {
    expect(read(1000, 1001, 1003)).toBe(1003)
    expect(read(1000, 1003, 1001)).toBe(1003)
  })

  it('does not believe one date far from the others', () => {
    expect(read(1000, 1001, 1002, 99_999, 1003)).toBe(1003)
    expect(read(1000, 1001, 1002, 0, 1003)).toBe(1003)
  })

  it('finds back when the first date was wrong', () => {
    expect(read(99_999, 1000, 1001, 1002, 1003)).toBe(1003)
  })
})
