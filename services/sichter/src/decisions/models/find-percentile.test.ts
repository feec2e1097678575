import { describe, expect, it } from '@jest/globals'
import { percentileOf } from './find-percentile.js'
import { addRecord, MOST_ROWS, newRecord } from './record-rows.js'

const recordOf = (scores: readonly number[]) => {
  const record = newRecord(1, 2)
  for (const score of scores)
    addRecord(record, { measures: new Float32Array(1), words: new Uint32Array(0), time: 0, score, baseline: -score })
  return record
}

describe('percentileOf', () => {
  it('is the share of changes below, equal ones counting half', () => {
    const record = recordOf([1, 2, 3, 4])

    expect(percentileOf(record, 'score', 3.5)).toBe(75)
    expect(percentileOf(record, 'score', 3)).toBe(62.5)
    expect(percentileOf(record, 'baseline', -3.5)).toBe(25)
  })

  it('is the middle where nothing was judged yet', () => {
    expect(percentileOf(recordOf([]), 'score', 1)).toBe(50)
  })

  it('looks at the latest changes alone when the ring is full', () => {
    const record = recordOf(Array.from({ length: MOST_ROWS + 3000 }, (_, n) => n))

    expect(record.capacity).toBe(MOST_ROWS)
    expect(percentileOf(record, 'score', MOST_ROWS + 3000 - 2000)).toBe(0)
  })
})
