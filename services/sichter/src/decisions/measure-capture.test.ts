import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { countCapture, measureGain, type Rank } from './measure-capture.js'

const rank = (score: number, baseline: number): Rank => ({ score, baseline })
const FOUR = [rank(100, 20), rank(90, 85), rank(80, 90), rank(12.5, 0)]

describe('what the riskiest changes hold', () => {
  it('counts the bad ones among the riskiest 10 and 20 %, beside lines added', () => {
    expect(countCapture(FOUR)).toEqual({ bad: 4, top10: 2, top20: 3, baseline_top10: 1, baseline_top20: 2 })
  })

  it('says which share is found at each step, nothing at none and everything at all', () => {
    const gain = measureGain(FOUR)

    expect(gain.map(({ looked_at: lookedAt }) => lookedAt)).toEqual(Array.from({ length: 21 }, (_, n) => n * 5))
    const at = (lookedAt: number) => gain[lookedAt / 5]
    expect(at(0)).toEqual({ looked_at: 0, score: 0, baseline: 0 })
    expect(at(5)).toEqual({ looked_at: 5, score: 0.25, baseline: 0 })
    expect(at(10)).toEqual({ looked_at: 10, score: 0.5, baseline: 0.25 })
    expect(at(20)).toEqual({ looked_at: 20, score: 0.75, baseline: 0.5 })
    expect(at(85)).toEqual({ looked_at: 85, score: 0.75, baseline: 0.75 })
    expect(at(90)).toEqual({ looked_at: 90, score: 1, baseline: 0.75 })
    expect(at(100)).toEqual({ looked_at: 100, score: 1, baseline: 1 })
  })

  it('has no curve where nothing is known to be bad', () => {
    expect(measureGain([])).toEqual([])
    expect(countCapture([])).toEqual({ bad: 0, top10: 0, top20: 0, baseline_top10: 0, baseline_top20: 0 })
  })

  it('never falls, begins at none, ends at all, and agrees with the counts', () => {
    const percentile = fc.integer({ min: 0, max: 1000 }).map((n) => n / 10)
    const ranks = fc.array(fc.record({ score: percentile, baseline: percentile }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(ranks, (given) => {
        const gain = measureGain(given)
        const { bad, top10, baseline_top20: baseline } = countCapture(given)
        expect([gain[0]?.score, gain.at(-1)?.score, gain.at(-1)?.baseline]).toEqual([0, 1, 1])
        for (const [at, { score }] of gain.entries())
          if (at > 0) expect(score).toBeGreaterThanOrEqual(gain[at - 1]!.score)
        expect(gain[2]!.score * bad).toBeCloseTo(top10, 9)
        expect(gain[4]!.baseline * bad).toBeCloseTo(baseline, 9)
      }),
    )
  })
})
