import { readBoosted } from './boost.js'
import { compareRankings } from './compare-rankings.js'
import { fitLine, type Point, sigmoid } from './fit-line.js'
import { readForest } from './forest.js'
import { isBad, knownShares, shareAt } from './label-changes.js'
import { BASE_LINE, type Learner } from './learner.js'
import { readLinear } from './linear.js'
import { fitMix } from './mix-opinions.js'
import { oldestOf, OPINIONS, rowOf } from './record-rows.js'

/** Bad changes that lines added alone are worth against the learned models. */
const PATIENCE = 30
/** Latest matured outcomes that the mix and the comparison rest on. */
const MIX_WINDOW = 6000
const COMPARISON_WINDOW = 4000
/** Weights of the opinions where nothing else is known: lines added, boosted, forest, linear. */
const EXPERIENCED = [0.25, 0.3, 0.25, 0.2]

/** Asks every model, in log-odds: lines added alone, boosted, forest, linear. One that has not learned yet says what lines added say. */
export const askModels = (
  learner: Learner,
  measures: Float32Array,
  words: Uint32Array,
  baseline: number,
): Float64Array<ArrayBuffer> => {
  const base = learner.base.offset + learner.base.slope * baseline
  const { edges, boosted } = learner
  if (edges === undefined || boosted.length === 0) return new Float64Array(OPINIONS).fill(base)
  const steps = boosted.reduce((sum, trees) => sum + readBoosted(trees, measures), 0) / boosted.length
  return Float64Array.of(
    base,
    base + steps,
    readForest(learner.forest, measures) ?? base,
    readLinear(learner.linear, edges, measures, words),
  )
}

/** Log-odds that a change turns out bad: lines added first, the learned models as evidence grows. */
export const blend = (learner: Learner, opinions: Float64Array): number =>
  opinions.reduce((sum, opinion, at) => sum + opinion * (learner.mix.weights[at] as number), learner.mix.offset)

export const probabilityOf = (score: number): number => sigmoid(score)

const windowOf = ({ record }: Learner, size: number): number[] => {
  const from = Math.max(oldestOf(record), record.matured - size)
  return Array.from({ length: Math.max(0, record.matured - from) }, (_, index) => from + index)
}

/** Fits the line of lines added and the mix of the models to the matured outcomes. */
export const calibrate = (learner: Learner, now: number): void => {
  const { record } = learner
  const shares = knownShares(learner.delays)
  const numbers = windowOf(learner, MIX_WINDOW)
  const bad = Uint8Array.from(numbers, (number) => (isBad(learner, number) ? 1 : 0))
  const known = Float32Array.from(numbers, (number) =>
    shareAt(shares, now - (record.time[rowOf(record, number)] as number)),
  )
  const opinions = new Float64Array(numbers.length * OPINIONS)
  const points: Point[] = []
  for (const [index, number] of numbers.entries()) {
    const at = rowOf(record, number)
    opinions.set(record.opinions.subarray(at * OPINIONS, (at + 1) * OPINIONS), index * OPINIONS)
    points.push({ x: record.baseline[at] as number, bad: bad[index] === 1, known: known[index] as number })
  }
  learner.base = fitLine(points, learner.base, BASE_LINE)
  const trust = learner.bad / (learner.bad + PATIENCE)
  const prior = Float64Array.from(EXPERIENCED, (weight, at) => weight * trust + (at === 0 ? 1 - trust : 0))
  learner.mix = fitMix({ opinions, bad, known }, learner.mix, prior)
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
