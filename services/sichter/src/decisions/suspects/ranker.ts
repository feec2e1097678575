import { binAll, findEdges } from '../models/bins.js'
import {
  exponents,
  type Frame,
  frameOf,
  readShares,
  type Shares,
  standardize,
  startShares,
  stepShares,
} from '../models/fit-shares.js'
import { growTree, type Growth, newDice } from '../models/grow-tree.js'
import { newScratch } from '../models/scratch.js'
import { type Confidence, newConfidence } from './confidence.js'
import { U } from './suspect-columns.js'
import { joinTrees, readTrees, type Trees } from '../models/tree.js'

/** One report whose cause became known: a row of columns for each suspect, and which of them it was. */
export interface Group {
  readonly rows: Float32Array<ArrayBuffer>
  readonly guilty: Uint8Array<ArrayBuffer>
  /** What the rows are compared with: all suspects that were ranked, those that are not kept too. */
  readonly frame: Frame
}

/** A ranking: a line over standard scores, and trees that add to it. */
interface Model {
  readonly shares: Shares
  readonly trees: Trees
}

/** A ranking that is being grown, a step of the line or a tree at a time. */
interface Growing {
  readonly width: number
  /** What is learned from, and how many of it are told by their bins so far; none any more once all are. */
  groups: readonly Group[]
  binned: number
  readonly bins: Uint8Array<ArrayBuffer>
  readonly edges: Float32Array
  readonly guilty: Uint8Array
  /** Where each group ends. */
  readonly ends: readonly number[]
  readonly shares: Shares
  /** Standard scores of the rows, and steps that are left, while the line is learned. */
  scores: Float32Array<ArrayBuffer> | undefined
  steps: number
  readonly odds: Float64Array
  readonly trees: Trees[]
  readonly seed: number
}

/** Learns from reports with a known cause to put the cause first. */
export interface Ranker {
  /** Columns of a suspect. */
  readonly width: number
  groups: Group[]
  seen: number
  /** Groups seen when the last lesson began. */
  taught: number
  lessons: number
  models: Model[]
  growing: Growing | undefined
  /** How likely the first place is right. */
  readonly confidence: Confidence
}

export const newRanker = (width: number): Ranker => ({
  width,
  groups: [],
  seen: 0,
  taught: 0,
  lessons: 0,
  models: [],
  growing: undefined,
  confidence: newConfidence(),
})

/** Reports that are kept to learn from, suspects kept of each, and models that vote. */
const MOST_GROUPS = 700
const MOST_SUSPECTS = 30
const MEMBERS = 2
/** Steps of a first line, and of one that goes on from the one before. */
const FIRST_STEPS = 45
const NEXT_STEPS = 15
/** Rows that the edges of the bins are found from, and reports whose rows are told by their bins at a step. */
const EDGE_ROWS = 2000
const BINNED_A_STEP = 50
const ROUNDS = 50
const RATE = 0.12
const GROWTH: Growth = { depth: 4, leastWeight: 1, penalty: 8, tries: 8 }
/** A suspect with less of its report than this teaches a tree nothing. */
const LEAST_SHARE = 0.004
/** Odds of the order without learning. */
const START = 6
const LEAST_GROUPS = 20

/**
 * Keeps a report whose cause became known. `ranked`: the suspects, by their place in the pool, as they were ranked. The first half
 * of those kept are the ones that it was hard to tell from the cause, the others the first of the plain order.
 */
export const keepGroup = (
  ranker: Ranker,
  rows: Float32Array,
  guilty: readonly boolean[],
  ranked: readonly number[],
): void => {
  const { width } = ranker
  ranker.seen++
  if (!guilty.includes(true)) return
  const hard = new Set(ranked.slice(0, MOST_SUSPECTS / 2))
  let left = MOST_SUSPECTS - hard.size
  const chosen = guilty.flatMap((is, at) => (hard.has(at) || left-- > 0 || is ? [at] : []))
  const kept = new Float32Array(chosen.length * width)
  for (const [to, at] of chosen.entries()) kept.set(rows.subarray(at * width, (at + 1) * width), to * width)
  ranker.groups.push({
    rows: kept,
    guilty: Uint8Array.from(chosen, (at) => (guilty[at] === true ? 1 : 0)),
    frame: frameOf(rows, width),
  })
  if (ranker.groups.length > MOST_GROUPS) ranker.groups.shift()
}

/** Rows from all groups, at even distances. */
const sampleRows = (groups: readonly Group[], count: number, width: number): Float32Array => {
  const stride = Math.max(1, Math.ceil(count / EDGE_ROWS))
  const sample = new Float32Array(Math.floor(count / stride) * width)
  let from = 0
  let next = 0
  for (const { rows, guilty } of groups) {
    for (; next * stride < from + guilty.length && next * width < sample.length; next++) {
      const at = (next * stride - from) * width
      sample.set(rows.subarray(at, at + width), next * width)
    }
    from += guilty.length
  }
  return sample
}

const start = (ranker: Ranker): Growing => {
  const { width } = ranker
  const groups = [...ranker.groups]
  const count = groups.reduce((sum, { guilty }) => sum + guilty.length, 0)
  const scores = new Float32Array(count * width)
  const guilty = new Uint8Array(count)
  const ends: number[] = []
  let at = 0
  for (const group of groups) {
    scores.set(standardize(group.rows, group.frame), at * width)
    guilty.set(group.guilty, at)
    at += group.guilty.length
    ends.push(at)
  }
  const sample = sampleRows(groups, count, width)
  const all = Int32Array.from({ length: sample.length / width }, (_, row) => row)
  const before = ranker.models.at(-1)?.shares
  return {
    width,
    groups,
    binned: 0,
    bins: new Uint8Array(scores.length),
    edges: findEdges(sample, width, all),
    guilty,
    ends,
    shares: startShares(width, before),
    scores,
    steps: before === undefined ? FIRST_STEPS : NEXT_STEPS,
    odds: new Float64Array(count),
    trees: [],
    seed: ++ranker.lessons,
  }
}

/** Tells the rows of some groups by their bins, so that no change waits for all of them. */
const bin = (growing: Growing, most: number): void => {
  const { width, groups, bins, edges, ends } = growing
  const end = Math.min(groups.length, growing.binned + most)
  for (; growing.binned < end; growing.binned++) {
    const from = growing.binned === 0 ? 0 : (ends[growing.binned - 1] as number)
    bins.set(binAll((groups[growing.binned] as Group).rows, width, edges), from * width)
  }
}

/** One step of the line; after the last one the trees start from it. */
const step = (growing: Growing, scores: Float32Array): void => {
  const { shares, guilty, ends, odds } = growing
  stepShares(shares, scores, guilty, ends)
  growing.steps--
  bin(growing, growing.steps > 0 ? BINNED_A_STEP : Infinity)
  if (growing.steps > 0) return
  growing.groups = []
  for (let row = 0; row < odds.length; row++) odds[row] = readShares(shares, scores, row)
  growing.scores = undefined
}

const gradientsOf = newScratch((size) => new Float64Array(size))
const weightsOf = newScratch((size) => new Float64Array(size))
const chosenOf = newScratch((size) => new Int32Array(size))
const othersOf = newScratch((size) => new Int32Array(size))

/** One tree towards the softmax over each report's suspects. */
const grow = (growing: Growing): void => {
  const { width, bins, edges, guilty, ends, odds, trees, seed } = growing
  const dice = newDice(seed * 7919 + trees.length)
  const gradients = gradientsOf(odds.length)
  const weights = weightsOf(odds.length)
  const chosen = chosenOf(odds.length)
  const others = othersOf(odds.length)
  let used = 0
  let left = 0
  let from = 0
  for (const end of ends) {
    const sum = exponents(odds, from, end, gradients)
    let all = 0
    for (let row = from; row < end; row++) all += guilty[row] as number
    const takes = dice() < 0.7
    for (let row = from; row < end; row++) {
      const p = (gradients[row] as number) / sum
      gradients[row] = p - (guilty[row] as number) / all
      weights[row] = Math.max(1e-4, p * (1 - p)) * 4
      if (takes && (p >= LEAST_SHARE || guilty[row] === 1)) chosen[used++] = row
      else others[left++] = row
    }
    from = end
  }
  const sample = { bins, width, edges, gradients, weights }
  const each = (fallen: Int32Array, leaf: number): void => {
    for (let at = 0; at < fallen.length; at++) {
      const row = fallen[at] as number
      odds[row] = (odds[row] as number) + RATE * leaf
    }
  }
  const falls = { others: others.subarray(0, left), each }
  trees.push(growTree(sample, chosen.subarray(0, used), GROWTH, dice, falls))
}

/** One change's part of the learning. */
export const trainRanker = (ranker: Ranker): void => {
  const { growing } = ranker
  if (growing === undefined) {
    if (ranker.groups.length < LEAST_GROUPS || ranker.seen < ranker.taught * 1.08 + 10) return
    ranker.taught = ranker.seen
    ranker.growing = start(ranker)
    return
  }
  if (growing.scores !== undefined) {
    step(growing, growing.scores)
    return
  }
  grow(growing)
  if (growing.trees.length < ROUNDS) return
  ranker.models = [...ranker.models, { shares: growing.shares, trees: joinTrees(growing.trees) }].slice(-MEMBERS)
  ranker.growing = undefined
}

/** Odds of each suspect: those of the models, or of the plain order while there are none. */
export const readRanker = ({ width, models }: Ranker, rows: Float32Array, count: number): Float64Array => {
  const scores = standardize(rows, frameOf(rows, width))
  return Float64Array.from({ length: count }, (_, row) => {
    if (models.length === 0) return START * (rows[row * width + U.plain] as number)
    let sum = 0
    for (const { shares, trees } of models)
      sum += readShares(shares, scores, row) + RATE * readTrees(trees, rows, row * width)
    return sum / models.length
  })
}
