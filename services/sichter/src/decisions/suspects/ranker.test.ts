import { expect, it } from '@jest/globals'
import { keepGroup, newRanker, readRanker, trainRanker } from './ranker.js'

const WIDTH = 3
const COUNT = 100
/** Suspects whose first column falls with their place, and whose second is the place itself. */
const rowsOf = (third: (at: number) => number): Float32Array<ArrayBuffer> =>
  Float32Array.from(Array.from({ length: COUNT }, (_, at) => [1 - at / COUNT, at, third(at)]).flat())
const places = Array.from({ length: COUNT }, (_, at) => at)

it('keeps the suspects that were hard to tell from the cause, the first of the plain order, and the cause', () => {
  const ranker = newRanker(WIDTH)
  keepGroup(
    ranker,
    rowsOf(() => 0),
    places.map((at) => at === 70),
    places.toReversed(),
  )
  const [group] = ranker.groups

  expect([...(group?.rows ?? [])].filter((_, cell) => cell % WIDTH === 1)).toEqual([
    ...places.slice(0, 15),
    70,
    ...places.slice(85),
  ])
  expect([...(group?.guilty ?? [])].indexOf(1)).toBe(15)
  // Compared are they with all suspects: the mean of their places is that of all.
  expect(group?.frame.means[1]).toBeCloseTo((COUNT - 1) / 2, 6)
})

it('learns to put first whom its columns tell, of suspects that were never kept too', () => {
  const ranker = newRanker(WIDTH)
  for (let turn = 0; turn < 60; turn++) {
    const cause = (turn * 7) % COUNT
    keepGroup(
      ranker,
      rowsOf((at) => (at === cause ? 1 : 0)),
      places.map((at) => at === cause),
      places,
    )
    for (let step = 0; step < 3; step++) trainRanker(ranker)
  }
  const odds = readRanker(
    ranker,
    rowsOf((at) => (at === 93 ? 1 : 0)),
    COUNT,
  )

  expect(ranker.models.length).toBeGreaterThan(0)
  expect(odds.indexOf(Math.max(...odds))).toBe(93)
})
