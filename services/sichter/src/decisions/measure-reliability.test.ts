import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { LEAST_IN_BIN, measureReliability, type Said, timeAfter } from './measure-reliability.js'

const said = (probability: number, changes: number, bad: number): Said => ({ probability, changes, bad })

const rows = fc.uniqueArray(
  fc
    .record({
      probability: fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000),
      changes: fc.integer({ min: 0, max: 60 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ probability, changes, part }) => said(probability, changes, Math.round(changes * part))),
  { maxLength: 80, selector: ({ probability }) => probability },
)

describe('measureReliability', () => {
  it('says of each bin what was said, what was observed and its interval, and how far both are apart on the whole', () => {
    // By hand: 5 of 20 are 0.25 where 0.2 was said, 9 of 20 are 0.45 where 0.6 was: (20 × 0.05 + 20 × 0.15) / 40.
    const { ripe, bins, calibration_error: error } = measureReliability([said(0.6, 20, 9), said(0.2, 20, 5)])

    expect(ripe).toBe(40)
    expect(bins).toEqual([
      {
        ...{ from: 0.2, to: 0.2, changes: 20, bad: 5, observed: 0.25 },
        ...{ said: expect.closeTo(0.2, 12), low: expect.closeTo(0.1119, 4), high: expect.closeTo(0.4687, 4) },
      },
      {
        ...{ from: 0.6, to: 0.6, changes: 20, bad: 9, observed: 0.45 },
        ...{ said: expect.closeTo(0.6, 12), low: expect.closeTo(0.2582, 4), high: expect.closeTo(0.6579, 4) },
      },
    ])
    expect(error).toBeCloseTo(0.1, 12)
  })

  it('makes bins of about as many changes each where few are ripe, and never splits one probability', () => {
    const each = Array.from({ length: 65 }, (_, n) => said(n / 1000, 1, 0))

    expect(measureReliability(each).bins.map(({ from, changes }) => [from, changes])).toEqual([
      [0, 22],
      [0.022, 21],
      [0.043, 22],
    ])
    expect(measureReliability([said(0.1, 500, 50)]).bins.map(({ changes }) => changes)).toEqual([500])
  })

  it('makes tenths of a probability where many are ripe', () => {
    // By hand: 0.1575 was said on average of 400, of which 0.2 were bad; the other 600 are as said: 400 × 0.0425 / 1000.
    const { bins, calibration_error: error } = measureReliability([
      ...[said(0.05, 599, 30), said(0.15, 300, 60), said(0.18, 100, 20)],
      said(1, 1, 1),
    ])

    expect(bins.map(({ from, to, changes, bad }) => [from, to, changes, bad])).toEqual([
      [0.05, 0.05, 599, 30],
      [0.15, 0.18, 400, 80],
      [1, 1, 1, 1],
    ])
    expect(error).toBeCloseTo((599 * (30 / 599 - 0.05) + 400 * 0.0425) / 1000, 12)
  })

  it('shows nothing below the fewest outcomes that a share is said of', () => {
    const few = LEAST_IN_BIN - 1
    expect(measureReliability([said(0.3, few, 4), said(0.4, 0, 0)])).toEqual({
      ripe: few,
      bins: [],
      calibration_error: null,
    })
  })

  it('puts every change into one bin, at most ten, in order, each with its share inside its interval', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const { ripe, bins, calibration_error: error } = measureReliability(given)
        expect(ripe).toBe(given.reduce((sum, { changes }) => sum + changes, 0))
        expect(bins.length).toBeLessThanOrEqual(10)
        expect(bins.length > 0).toBe(ripe >= LEAST_IN_BIN)
        if (bins.length === 0) return
        expect(bins.reduce((sum, { changes }) => sum + changes, 0)).toBe(ripe)
        expect(bins.reduce((sum, { bad }) => sum + bad, 0)).toBe(given.reduce((sum, { bad }) => sum + bad, 0))
        for (const [at, bin] of bins.entries()) {
          expect(bin.said).toBeGreaterThanOrEqual(bin.from - 1e-12)
          expect(bin.said).toBeLessThanOrEqual(bin.to + 1e-12)
          expect(bin.low).toBeLessThanOrEqual(bin.observed + 1e-12)
          expect(bin.high).toBeGreaterThanOrEqual(bin.observed - 1e-12)
          if (at > 0) expect(bin.from).toBeGreaterThan(bins[at - 1]!.to)
        }
        expect(error).toBeGreaterThanOrEqual(0)
        expect(error).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('says nothing wrong of what came exactly as it was said', () => {
    const exact = fc.uniqueArray(
      fc.integer({ min: 0, max: 20 }).map((bad) => said(bad / 20, 20, bad)),
      { minLength: 1, selector: ({ probability }) => probability },
    )
    fc.assert(
      fc.property(exact, (given) => {
        expect(measureReliability(given).calibration_error).toBeCloseTo(0, 10)
      }),
    )
  })
})

describe('timeAfter', () => {
  const DAY = 86_400

  it('is the latest time, but not a single wrong one', () => {
    const days = Array.from({ length: 12 }, (_, n) => (18_000 + n) * DAY)

    expect(timeAfter([])).toBe(0)
    expect(timeAfter(days)).toBe(18_011 * DAY)
    expect(timeAfter([...days, 30_000 * DAY])).toBe(18_011 * DAY)
    expect(timeAfter([...days.slice(3), 2 * DAY, ...days.slice(-1)])).toBe(18_011 * DAY)
  })
})
