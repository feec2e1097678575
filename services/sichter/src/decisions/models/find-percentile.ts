import { oldestOf, rowOf, type Record } from './record-rows.js'

/** Latest judged changes that a percentile compares with. */
const WINDOW = 2000
const MIDDLE = 50

/** Share of the latest judged changes below a value, in percent with one decimal; equal ones count half. 50 without any. */
export const percentileOf = (record: Record, column: 'score' | 'baseline', value: number): number => {
  const from = Math.max(oldestOf(record), record.count - WINDOW)
  if (record.count === from) return MIDDLE
  const values = record[column]
  let below = 0
  for (let number = from; number < record.count; number++) {
    const other = values[rowOf(record, number)] as number
    below += other < value ? 1 : other === value ? 0.5 : 0
  }
  return Math.round((below / (record.count - from)) * 1000) / 10
}
