import { expect, it } from '@jest/globals'
import { type Confidence, confidenceOf, newConfidence, stepConfidence } from './confidence.js'

const SHARE = 0.6

/** Tells so many times whether the first suspect, with 0.6 of its report, was right. */
const told = (
  confidence: Confidence,
  times: number,
  isRight: (turn: number) => readonly [prefix: boolean, right: boolean],
) => {
  for (let turn = 0; turn < times; turn++) {
    const [hasPrefix, right] = isRight(turn)
    stepConfidence(confidence, hasPrefix, confidenceOf(confidence, hasPrefix, SHARE), right)
  }
  return confidence
}

it('says for each form of report how often the first suspect was right in it', () => {
  const confidence = told(newConfidence(), 4000, (turn) =>
    turn % 2 === 0 ? [true, turn % 10 < 8] : [false, turn % 10 < 2],
  )

  // 4 of 5 with a prefix, 1 of 5 without one.
  expect(confidenceOf(confidence, true, SHARE)).toBeCloseTo(0.8, 1)
  expect(confidenceOf(confidence, false, SHARE)).toBeCloseTo(0.2, 1)
})

it('lets a form that was not seen yet share in what the other taught, and less than that one', () => {
  const before = confidenceOf(newConfidence(), true, 0.5)
  const confidence = told(newConfidence(), 300, () => [false, false])

  expect(confidenceOf(confidence, true, 0.5)).toBeLessThan(before)
  expect(confidenceOf(confidence, false, 0.5)).toBeLessThan(confidenceOf(confidence, true, 0.5))
})

it('keeps the order of the suspects', () => {
  const confidence = told(newConfidence(), 500, (turn) => [true, turn % 3 === 0])
  const said = [0.01, 0.2, 0.5, 0.9].map((share) => confidenceOf(confidence, true, share))

  expect(said).toEqual(said.toSorted((a, b) => a - b))
})
