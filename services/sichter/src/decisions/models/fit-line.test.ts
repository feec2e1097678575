import { describe, expect, it } from '@jest/globals'
import { fitLine, fitOffset, sigmoid, type Point } from './fit-line.js'

const points = (rate: (x: number) => number, known = 1): Point[] =>
  [-2, -1, 0, 1, 2].flatMap((x) =>
    Array.from({ length: 1000 }, (_, n) => ({ x, bad: n < 1000 * known * rate(x), known })),
  )

describe('fitLine', () => {
  it('finds the line behind the outcomes', () => {
    const line = fitLine(
      points((x) => sigmoid(-1 + 2 * x)),
      { offset: 0, slope: 1 },
      { offset: 0, slope: 1 },
    )

    expect(line.offset).toBeCloseTo(-1, 1)
    expect(line.slope).toBeCloseTo(2, 1)
  })

  it('makes up for outcomes that are not known yet', () => {
    const half = points((x) => sigmoid(x - 1), 0.5)
    const offset = fitOffset(
      {
        x: Float64Array.from(half, ({ x }) => x),
        bad: Uint8Array.from(half, ({ bad }) => Number(bad)),
        known: Float32Array.from(half, ({ known }) => known),
        weight: new Float32Array(half.length).fill(20),
      },
      0,
    )

    expect(offset).toBeGreaterThan(-1.1)
    expect(offset).toBeLessThan(-0.85)
  })
})
