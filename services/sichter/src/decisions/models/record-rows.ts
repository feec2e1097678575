import { DAY } from '../past/past.js'

/** Judged changes that are kept for training and comparison. */
export const MOST_ROWS = 20_000
/** A change counts as good or bad from this age on. */
export const MATURE = 90 * DAY
/** Later than this, a fix says nothing of the change any more. */
export const HORIZON = 730 * DAY

/** What is kept of each judged change, in a ring: row = number % capacity. */
export interface Record {
  readonly width: number
  capacity: number
  /** Changes judged so far. */
  count: number
  /** Changes that are old enough, from the first on. */
  matured: number
  measures: Float32Array<ArrayBuffer>
  words: (Uint32Array<ArrayBuffer> | undefined)[]
  time: Float64Array<ArrayBuffer>
  /** Seconds from the change to the first link that names it; -1 while there is none. By explicit links, and by blame. */
  linked: Float32Array<ArrayBuffer>
  blamed: Float32Array<ArrayBuffer>
  /** Score and lines added at the moment of judgement. */
  score: Float64Array<ArrayBuffer>
  baseline: Float64Array<ArrayBuffer>
}

export const newRecord = (width: number, capacity = 256): Record => ({
  width,
  capacity,
  count: 0,
  matured: 0,
  measures: new Float32Array(width * capacity),
  words: [],
  time: new Float64Array(capacity),
  linked: new Float32Array(capacity).fill(-1),
  blamed: new Float32Array(capacity).fill(-1),
  score: new Float64Array(capacity),
  baseline: new Float64Array(capacity),
})

const grown = <T extends Float32Array | Float64Array>(array: T, wider: T): T => {
  wider.set(array)
  return wider
}

const grow = (record: Record): void => {
  const capacity = Math.min(MOST_ROWS, record.capacity * 2)
  record.measures = grown(record.measures, new Float32Array(record.width * capacity))
  record.time = grown(record.time, new Float64Array(capacity))
  record.linked = grown(record.linked, new Float32Array(capacity))
  record.blamed = grown(record.blamed, new Float32Array(capacity))
  record.score = grown(record.score, new Float64Array(capacity))
  record.baseline = grown(record.baseline, new Float64Array(capacity))
  record.capacity = capacity
}

/** Number of the oldest change that is still kept. */
export const oldestOf = (record: Record): number => Math.max(0, record.count - record.capacity)

export const rowOf = (record: Record, number: number): number => number % record.capacity

/** Adds a judged change. */
export const addRecord = (
  record: Record,
  row: {
    measures: Float32Array
    words: Uint32Array<ArrayBuffer>
    time: number
    score: number
    baseline: number
  },
): void => {
  if (record.count === record.capacity && record.capacity < MOST_ROWS) grow(record)
  const at = rowOf(record, record.count)
  record.measures.set(row.measures, at * record.width)
  record.words[at] = row.words
  record.time[at] = row.time
  record.linked[at] = -1
  record.blamed[at] = -1
  record.score[at] = row.score
  record.baseline[at] = row.baseline
  record.count++
}

/** Notes the first link to a change. Links beyond the horizon, or to a change that is no longer kept, change nothing. */
export const linkRecord = (record: Record, number: number, now: number, explicit: boolean): void => {
  if (number < oldestOf(record)) return
  const at = rowOf(record, number)
  const delay = Math.max(0, now - (record.time[at] as number))
  const column = explicit ? record.linked : record.blamed
  if (delay <= HORIZON && (column[at] as number) < 0) column[at] = delay
}
