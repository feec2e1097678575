import type { Growing } from './boost.js'
import type { Comparison } from './compare-rankings.js'
import { type Line, lineOf, type Prior } from './fit-line.js'
import { newLinear, type Linear } from './linear.js'
import { newRecord, type Record } from './record-rows.js'
import type { Trees } from './tree.js'

/**
 * Of the last measures each takes the place of one before them where links alone say what was bad: by their order, the
 * columns that they replace. Both are kept of every change, so that a turn to links finds rows that it can learn from.
 */
type Twins = readonly number[]

/** Everything that was learned about one repository's risk, as plain structures. */
export interface Learner {
  readonly record: Record
  readonly twins: Twins
  edges: Float32Array | undefined
  /** The measures that the latest lesson was about. */
  columns: Int32Array
  linear: Linear
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
  /** From the score to log-odds that are right on the whole. */
  level: Line
  /** Known links by their delay, in steps of ten days, older ones fading. */
  readonly delays: Float64Array
  /** Whether blame, and not only explicit links, says what was bad here; and the first change judged since it does, or does not. */
  byBlame: boolean
  since: number
  /** Changes that look like fixes, and those of them that name what they fix; both halved every two years. */
  fixes: number
  namedFixes: number
  fixesAt: number
  /** Bad changes among the matured ones at the last lesson. */
  bad: number
  /** First change whose score was more than lines added; undefined before. */
  taught: number | undefined
  comparison: Comparison
}

/** From lines added to log-odds, before there are outcomes. */
export const BASE_LINE: Prior = { offset: -4, slope: 0.5, offsetHeld: 0.2, slopeHeld: 4 }
/** From the score to log-odds. NOTE: the mean of several opinions is more timid than what they know together, so the slope is above 1. */
export const LEVEL_LINE: Prior = { offset: 0, slope: 1.15, offsetHeld: 100, slopeHeld: 1000 }
const DELAY_STEPS = 74

export const newLearner = (width: number, twins: Twins = []): Learner => ({
  record: newRecord(width),
  twins,
  edges: undefined,
  columns: new Int32Array(0),
  linear: newLinear(width),
  boosted: [],
  forest: [],
  growing: undefined,
  lessons: 0,
  due: 0,
  base: lineOf(BASE_LINE),
  level: lineOf(LEVEL_LINE),
  delays: new Float64Array(DELAY_STEPS),
  byBlame: false,
  since: 0,
  fixes: 0,
  namedFixes: 0,
  fixesAt: 0,
  bad: 0,
  taught: undefined,
  comparison: { n: 0, bad: 0, first: null, second: null, error: null },
})
