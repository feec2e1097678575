import { readBoosted } from './boost.js'
import { fitLine, sigmoid, type Point } from './fit-line.js'
import { compareRankings } from './compare-rankings.js'
import { readForest } from './forest.js'
import { isBad, knownShares, shareAt } from './label-changes.js'
import { BASE_LINE, FINAL_LINE, type Learner } from './learner.js'
import { readLinear } from './linear.js'
import { oldestOf, rowOf } from './record-rows.js'

/** Bad changes that lines added alone are worth in the blend. */
const PATIENCE = 30
/** Latest matured outcomes that calibration and comparison rest on. */
const WINDOW = 4000

/** What each model says of a change, in log-odds. */
export interface Opinions {
  /** Lines added alone. */
  readonly base: number
  readonly boosted: number
  readonly forest: number
  readonly linear: number
}

/** Asks every model. One that has not learned yet says what lines added say. */
export const askModels = (
  learner: Learner,
  measures: Float32Array,
  words: Uint32Array,
  baseline: number,
): Opinions => {
  const base = learner.base.offset + learner.base.slope * baseline
  const { edges, boosted } = learner
  if (edges === undefined || boosted.length === 0) return { base, boosted: base, forest: base, linear: base }
  return {
    base,
    boosted: base + boosted.reduce((sum, trees) => sum + readBoosted(trees, measures), 0) / boosted.length,
    forest: readForest(learner.forest, measures) ?? base,
    linear: readLinear(learner.linear, edges, measures, 0, words),
  }
}

/** Log-odds of a change before calibration: lines added first, the learned models as evidence grows. */
export const blend = (learner: Learner, { base, boosted, forest, linear }: Opinions): number => {
  const trust = learner.bad / (learner.bad + PATIENCE)
  return (trust * (boosted + forest + linear)) / 3 + (1 - trust) * base
}

export const probabilityOf = (learner: Learner, score: number): number =>
  sigmoid(learner.final.offset + learner.final.slope * score)

const windowOf = (learner: Learner): number[] => {
  const { record } = learner
  const from = Math.max(oldestOf(record), record.matured - WINDOW)
  return Array.from({ length: Math.max(0, record.matured - from) }, (_, index) => from + index)
}

/** Fits both lines to the matured outcomes. */
export const calibrate = (learner: Learner, now: number): void => {
  const { record } = learner
  const shares = knownShares(learner.delays)
  const points = (column: Float64Array): Point[] =>
    windowOf(learner).map((number) => {
      const at = rowOf(record, number)
      return {
        x: column[at] as number,
        bad: isBad(learner, number),
        known: shareAt(shares, now - (record.time[at] as number)),
      }
    })
  learner.base = fitLine(points(record.baseline), learner.base, BASE_LINE)
  learner.final = fitLine(points(record.score), learner.final, FINAL_LINE)
}

/** Compares the scores given so far with lines added, on the matured outcomes. */
export const compare = (learner: Learner): void => {
  const { record } = learner
  const numbers = windowOf(learner)
  const column = (values: Float64Array): number[] => numbers.map((number) => values[rowOf(record, number)] as number)
  learner.comparison = compareRankings(
    column(record.score),
    column(record.baseline),
    numbers.map((number) => isBad(learner, number)),
  )
}
