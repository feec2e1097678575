import { expect, it } from '@jest/globals'
import { kindOf, newTermWorth, SETS, weighTerms } from './term-worth.js'

const LINES = 16
const BODY = 2

it('says nothing of a term before anything was learned', () => {
  expect(weighTerms(newTermWorth()).every((value) => Math.abs(value) < 1e-12)).toBe(true)
})

it('gives the place more in which culprits hold such terms and others do not', () => {
  const worth = newTermWorth()
  const kind = kindOf(1, 4.2) * SETS
  for (const [counts, lines, body, none] of [
    [worth.held, 60, 10, 30],
    [worth.usual, 5, 10, 85],
  ] as const) {
    counts[kind + LINES] = lines
    counts[kind + BODY] = body
    counts[kind] = none
  }
  const weights = weighTerms(worth)

  expect(weights[kind]).toBe(0)
  expect(weights[kind + LINES]).toBeGreaterThan(weights[kind + BODY]!)
  // A kind of which nothing is known is drawn towards all kinds.
  expect(weights[kindOf(2, 1) * SETS + LINES]).toBeGreaterThan(0)
})
