import { describe, expect, it } from '@jest/globals'
import { newDice } from './grow-tree.js'
import { mostOf } from './most-of.js'

describe('mostOf', () => {
  it.each([0, 1, 2, 7, 50, 200, 300])(
    'gives the %i best of 200 as sorting would, with many equals among them',
    (most) => {
      const dice = newDice(most + 1)
      const scores = Float32Array.from({ length: 500 }, () => Math.floor(dice() * 20) - 10)
      const numbers = Array.from({ length: 200 }, () => Math.floor(dice() * 500))
      const different = [...new Set(numbers)]
      const sorted = different.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || b - a)

      expect(mostOf(different, scores, most)).toEqual(sorted.slice(0, most))
    },
  )
})
