import type { Growing } from './boost.js'
import type { Comparison } from './compare-rankings.js'
import type { Line } from './fit-line.js'
import { newLinear, type Linear } from './linear.js'
import { newRecord, type Record } from './record-rows.js'
import type { Trees } from './tree.js'

/** Everything that was learned about one repository's risk, as plain structures. */
export interface Learner {
  readonly record: Record
  edges: Float32Array | undefined
  readonly linear: Linear
  /** Boosted models, newest last. */
  boosted: Trees[]
  /** Trees of the forest, those of one lesson together, newest last. */
  forest: Trees[]
  growing: Growing | undefined
  lessons: number
  /** Work that is due, in trees; a change pays in a part. */
  due: number
  /** Log-odds from lines added alone. */
  base: Line
  /** Added to every score so that probabilities are right on the whole. */
  offset: number
  /** Known links by their delay, in steps of ten days. */
  readonly delays: Float64Array
  /** Changes that look like fixes, and those of them that name what they fix; both halved every two years. */
  fixes: number
  namedFixes: number
  fixesAt: number
  /** Bad changes among the matured ones at the last lesson. */
  bad: number
  comparison: Comparison
}

export const BASE_LINE: Line = { offset: -4, slope: 0.5 }
const DELAY_STEPS = 74

export const newLearner = (width: number): Learner => ({
  record: newRecord(width),
  edges: undefined,
  linear: newLinear(width),
  boosted: [],
  forest: [],
  growing: undefined,
  lessons: 0,
  due: 0,
  base: BASE_LINE,
  offset: 0,
  delays: new Float64Array(DELAY_STEPS),
  fixes: 0,
  namedFixes: 0,
  fixesAt: 0,
  bad: 0,
  comparison: { n: 0, bad: 0, first: null, second: null, error: null },
})
