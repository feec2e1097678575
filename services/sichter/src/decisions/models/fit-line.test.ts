import { describe, expect, it } from '@jest/globals'
import { fitLine, type Outcomes, sigmoid } from './fit-line.js'

/** A thousand outcomes at each of five places, bad at the rate given; of the bad ones only a share is known. */
const outcomes = (rate: (x: number) => number, { known = 1, weight = 1 } = {}): Outcomes => {
  const points = [-2, -1, 0, 1, 2].flatMap((x) =>
    Array.from({ length: 1000 }, (_, n) => ({ x, bad: n < 1000 * known * rate(x) })),
  )
  return {
    x: Float64Array.from(points, ({ x }) => x),
    bad: Uint8Array.from(points, ({ bad }) => Number(bad)),
    known: new Float32Array(points.length).fill(known),
    weight: new Float32Array(points.length).fill(weight),
  }
}

const START = { offset: 0, slope: 1 }
const LOOSE = { ...START, offsetHeld: 1, slopeHeld: 1 }

describe('fitLine', () => {
  it('finds the line behind the outcomes', () => {
    const line = fitLine(
      outcomes((x) => sigmoid(-1 + 2 * x)),
      START,
      LOOSE,
    )

    expect(line.offset).toBeCloseTo(-1, 1)
    expect(line.slope).toBeCloseTo(2, 1)
  })

  it('makes up for outcomes that are not known yet', () => {
    const half = outcomes((x) => sigmoid(-1 + 1.5 * x), { known: 0.5 })
    const line = fitLine(half, START, LOOSE)

    expect(line.offset).toBeCloseTo(-1, 1)
    expect(line.slope).toBeCloseTo(1.5, 1)
  })

  it('stays near what is held where outcomes are few or count little, and never turns the order around', () => {
    const prior = { offset: 0, slope: 1.15, offsetHeld: 300, slopeHeld: 1000 }
    const faint = fitLine(
      outcomes((x) => sigmoid(-1 + 3 * x), { weight: 0.01 }),
      prior,
      prior,
    )

    expect(faint.offset).toBeGreaterThan(-0.1)
    expect(faint.slope).toBeLessThan(1.2)
    expect(
      fitLine(
        outcomes((x) => sigmoid(-5 * x)),
        START,
        LOOSE,
      ).slope,
    ).toBeGreaterThan(0)
    expect(
      fitLine(
        outcomes(() => 0.1, { weight: 0 }),
        prior,
        prior,
      ),
    ).toEqual({ offset: 0, slope: 1.15 })
  })
})
