import { readBoosted } from './boost.js'
import { compareRankings } from './compare-rankings.js'
import { fitLine, fitOffset, type Point, sigmoid } from './fit-line.js'
import { readForest } from './forest.js'
import { isBad, knownShares, shareAt } from './label-changes.js'
import { BASE_LINE, type Learner } from './learner.js'
import { readLinear } from './linear.js'
import { oldestOf, rowOf } from './record-rows.js'

/** Bad changes that lines added alone are worth against the learned models. */
const PATIENCE = 30
/** Latest matured outcomes that the line of lines added, and the comparison with it, rest on. */
const BASE_WINDOW = 4000
const COMPARISON_WINDOW = 4000
/** Changes after which an outcome counts half for the level of the probabilities. */
const FORGET = 3000
/**
 * Weights of the opinions once there is evidence: lines added, boosted, forest, linear.
 * NOTE: weights fitted to each repository's own outcomes ranked no better and blurred the top (see README).
 */
const WEIGHTS = [0.1, 0.4, 0.3, 0.2]

/** Asks every model, in log-odds: lines added alone, boosted, forest, linear. One that has not learned yet says what lines added say. */
export const askModels = (learner: Learner, measures: Float32Array, words: Uint32Array, baseline: number): number[] => {
  const base = learner.base.offset + learner.base.slope * baseline
  const { edges, boosted } = learner
  if (edges === undefined || boosted.length === 0) return WEIGHTS.map(() => base)
  const steps = boosted.reduce((sum, trees) => sum + readBoosted(trees, measures), 0) / boosted.length
  return [
    base,
    base + steps,
    readForest(learner.forest, measures) ?? base,
    readLinear(learner.linear, edges, measures, words),
  ]
}

/** Log-odds of a change before calibration: lines added first, the learned models as evidence grows. */
export const blend = (learner: Learner, opinions: readonly number[]): number => {
  const trust = learner.bad / (learner.bad + PATIENCE)
  const learned = opinions.reduce((sum, opinion, at) => sum + opinion * (WEIGHTS[at] as number), 0)
  return trust * learned + (1 - trust) * (opinions[0] as number)
}

/** Probability that a later change has to fix or revert a change with this score. */
export const probabilityOf = (learner: Learner, score: number): number => sigmoid(learner.offset + score)

const windowOf = ({ record }: Learner, size: number): number[] => {
  const from = Math.max(oldestOf(record), record.matured - size)
  return Array.from({ length: Math.max(0, record.matured - from) }, (_, index) => from + index)
}

/** Fits the line of lines added, and the offset of the scores, to the matured outcomes. */
export const calibrate = (learner: Learner, now: number): void => {
  const { record } = learner
  const shares = knownShares(learner.delays)
  const knownAt = (at: number): number => shareAt(shares, now - (record.time[at] as number))
  const points = windowOf(learner, BASE_WINDOW).map((number): Point => {
    const at = rowOf(record, number)
    return { x: record.baseline[at] as number, bad: isBad(learner, number), known: knownAt(at) }
  })
  learner.base = fitLine(points, learner.base, BASE_LINE)
  const numbers = windowOf(learner, record.capacity)
  const columns = {
    x: new Float64Array(numbers.length),
    bad: new Uint8Array(numbers.length),
    known: new Float32Array(numbers.length),
    weight: new Float32Array(numbers.length),
  }
  for (const [index, number] of numbers.entries()) {
    const at = rowOf(record, number)
    columns.x[index] = record.score[at] as number
    columns.bad[index] = isBad(learner, number) ? 1 : 0
    columns.known[index] = knownAt(at)
    columns.weight[index] = 2 ** ((index - numbers.length) / FORGET)
  }
  learner.offset = fitOffset(columns, learner.offset)
}

/** Compares the scores given so far with lines added, on the matured outcomes. */
export const compare = (learner: Learner): void => {
  const { record } = learner
  const numbers = windowOf(learner, COMPARISON_WINDOW)
  const column = (values: Float64Array): number[] => numbers.map((number) => values[rowOf(record, number)] as number)
  learner.comparison = compareRankings(
    column(record.score),
    column(record.baseline),
    numbers.map((number) => isBad(learner, number)),
  )
}
