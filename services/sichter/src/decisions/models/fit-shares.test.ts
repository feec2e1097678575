import { expect, it } from '@jest/globals'
import { frameOf, readShares, standardize, startShares, stepShares } from './fit-shares.js'

const WIDTH = 2
/** Three reports of three suspects; the culprit has the most in the first column, the second is the same for all. */
const rows = Float32Array.from([5, 1, 1, 1, 1, 1, 10, 7, 90, 7, 20, 7, 0, 0, 0.1, 0, 0.9, 0])
const ends = [3, 6, 9]
const guilty = Uint8Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1])
const scores = Float32Array.from(
  [0, 6, 12].flatMap((from) => {
    const report = rows.slice(from, from + 6)
    return [...standardize(report, frameOf(report, WIDTH))]
  }),
)

it('compares each suspect with the others of its report, whatever the level there is', () => {
  expect(scores[0]).toBeCloseTo(Math.SQRT2, 4)
  expect(scores[8]).toBeGreaterThan(1)
  expect(scores.filter((_, at) => at % WIDTH === 1)).toEqual(new Float32Array(9))
})

it('compares a part of the suspects with all of them', () => {
  const report = rows.slice(0, 6)

  expect(standardize(report.slice(0, 2), frameOf(report, WIDTH))).toEqual(scores.slice(0, 2))
  expect(standardize(new Float32Array(0), frameOf(new Float32Array(0), WIDTH))).toHaveLength(0)
})

it('learns what the culprits have more of, and goes on from the line before', () => {
  const first = startShares(WIDTH, undefined)
  for (let turn = 0; turn < 20; turn++) stepShares(first, scores, guilty, ends)

  const odds = Array.from({ length: 9 }, (_, row) => readShares(first, scores, row))
  expect(odds.map((value, row) => value === Math.max(...odds.slice(row - (row % 3), row - (row % 3) + 3)))).toEqual(
    [...guilty].map((is) => is === 1),
  )
  expect(startShares(WIDTH, first).weights).toEqual(first.weights)
})
