import { describe, expect, it } from '@jest/globals'
import { compareRankings } from './compare-rankings.js'

describe('compareRankings', () => {
  it('gives the area under the curve of both, equal values counting half', () => {
    const bad = [false, false, true, true]

    expect(compareRankings([1, 2, 3, 4], [1, 1, 1, 1], bad)).toMatchObject({ n: 4, bad: 2, first: 1, second: 0.5 })
    expect(compareRankings([1, 3, 2, 4], [4, 3, 2, 1], bad)).toMatchObject({ first: 0.75, second: 0 })
  })

  it('knows no difference between a ranking and itself', () => {
    const scores = [5, 1, 4, 2, 3]

    expect(compareRankings(scores, scores, [true, false, false, true, false]).error).toBe(0)
  })

  it('says nothing while one class is missing', () => {
    expect(compareRankings([1, 2], [1, 2], [false, false]).first).toBeNull()
  })
})
