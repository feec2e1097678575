import { readBoosted } from './boost.js'
import { compareRankings } from './compare-rankings.js'
import { fitLine, type Outcomes, sigmoid } from './fit-line.js'
import { readForest } from './forest.js'
import { isBad, knownShares, shareAt } from './label-changes.js'
import { BASE_LINE, type Learner, LEVEL_LINE } from './learner.js'
import { readLinear } from './linear.js'
import { oldestOf, rowOf } from './record-rows.js'

/** Bad changes that lines added alone are worth against the learned models. */
const PATIENCE = 30
/** Latest matured outcomes that the line of lines added, and the comparison with it, rest on. */
const BASE_WINDOW = 4000
export const COMPARISON_WINDOW = 4000
/** Changes after which an outcome counts half for the level of the probabilities. */
const FORGET = 3000
/** Power of the part of today's changes that the models knew, by which an outcome counts less. */
const YOUNG = 3
/**
 * Weights of the opinions once there is evidence: lines added, boosted, forest, linear.
 * NOTE: weights fitted to each repository's own outcomes ranked no better and blurred the top (see README).
 */
const WEIGHTS = [0.05, 0.45, 0.3, 0.2]

/** Asks every model, in log-odds: lines added alone, boosted, forest, linear. One that has not learned yet says what lines added say. */
export const askModels = (learner: Learner, measures: Float32Array, words: Uint32Array, baseline: number): number[] => {
  const base = learner.base.offset + learner.base.slope * baseline
  const { edges, columns, boosted } = learner
  if (edges === undefined || boosted.length === 0) return WEIGHTS.map(() => base)
  const steps = boosted.reduce((sum, trees) => sum + readBoosted(trees, measures), 0) / boosted.length
  return [
    base,
    base + steps,
    readForest(learner.forest, measures) ?? base,
    readLinear(learner.linear, { edges, columns }, measures, words),
  ]
}

/** Log-odds of a change before calibration: lines added first, the learned models as evidence grows. */
export const blend = (learner: Learner, opinions: readonly number[]): number => {
  const trust = learner.bad / (learner.bad + PATIENCE)
  const learned = opinions.reduce((sum, opinion, at) => sum + opinion * (WEIGHTS[at] as number), 0)
  return trust * learned + (1 - trust) * (opinions[0] as number)
}

/** Probability that a later change has to fix or revert a change with this score. */
export const probabilityOf = (learner: Learner, score: number): number =>
  sigmoid(learner.level.offset + learner.level.slope * score)

const windowOf = ({ record }: Learner, size: number): number[] => {
  const from = Math.max(oldestOf(record), record.matured - size)
  return Array.from({ length: Math.max(0, record.matured - from) }, (_, index) => from + index)
}

/** The outcomes of some matured changes by now, with a column of the record to read the line at. */
const outcomesOf = (
  learner: Learner,
  numbers: readonly number[],
  { column, now, weightAt }: { column: 'score' | 'baseline'; now: number; weightAt: (index: number) => number },
): Outcomes => {
  const { record } = learner
  const shares = knownShares(learner.delays)
  const outcomes = {
    x: new Float64Array(numbers.length),
    bad: new Uint8Array(numbers.length),
    known: new Float32Array(numbers.length),
    weight: new Float32Array(numbers.length),
  }
  for (const [index, number] of numbers.entries()) {
    const at = rowOf(record, number)
    outcomes.x[index] = record[column][at] as number
    outcomes.bad[index] = isBad(learner, number) ? 1 : 0
    outcomes.known[index] = shareAt(shares, now - (record.time[at] as number))
    outcomes.weight[index] = weightAt(index)
  }
  return outcomes
}

/**
 * Fits the line of lines added, and the level of the scores, to the matured outcomes. Scores from before the meaning of
 * bad changed here tell nothing of today's, and those of models that knew much less tell little.
 */
export const calibrate = (learner: Learner, now: number): void => {
  const { record, since } = learner
  const base = windowOf(learner, BASE_WINDOW)
  learner.base = fitLine(
    outcomesOf(learner, base, { column: 'baseline', now, weightAt: () => 1 }),
    learner.base,
    BASE_LINE,
  )
  const numbers = windowOf(learner, record.capacity).filter((number) => number >= since)
  const first = (numbers[0] ?? since) - since + 1
  const weightAt = (index: number): number =>
    2 ** ((index - numbers.length) / FORGET) * ((first + index) / (record.count - since + 1)) ** YOUNG
  learner.level = fitLine(outcomesOf(learner, numbers, { column: 'score', now, weightAt }), learner.level, LEVEL_LINE)
}

/** Compares the scores that learned models gave so far with lines added, on the matured outcomes: what was said before them is no record of theirs. */
export const compare = (learner: Learner): void => {
  const { record, taught = Infinity } = learner
  const numbers = windowOf(learner, COMPARISON_WINDOW).filter((number) => number >= taught)
  const column = (values: Float64Array): number[] => numbers.map((number) => values[rowOf(record, number)] as number)
  learner.comparison = compareRankings(
    column(record.score),
    column(record.baseline),
    numbers.map((number) => isBad(learner, number)),
  )
}
