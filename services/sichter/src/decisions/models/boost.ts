import { sigmoid } from './fit-line.js'
import { growTree, newDice, type Growth, type Sample } from './grow-tree.js'
import { readTrees, type Trees } from './tree.js'

/** A boosted model that is being grown, a tree at a time, so that no change waits long. */
export interface Growing {
  readonly sample: Required<Sample>
  readonly words: readonly Uint32Array[]
  readonly labels: Uint8Array
  readonly known: Float32Array
  readonly weight: Float32Array
  /** Log-odds so far. */
  readonly odds: Float64Array
  readonly trees: Trees[]
  /** Trees of the forest that come from the same lesson. */
  readonly forest: Trees[]
  readonly seed: number
}

export const ROUNDS = 80
const RATE = 0.05
const SHARE = 0.6
const GROWTH: Growth = { depth: 3, leastWeight: 0.8, penalty: 10, tries: 14 }

/** What a model learns from: row-major measures, labels, known share of bad outcomes, weights and first guesses. */
export interface Lesson {
  readonly width: number
  readonly words: readonly Uint32Array[]
  readonly measures: Float32Array
  readonly labels: Uint8Array
  readonly known: Float32Array
  readonly weight: Float32Array
  readonly guess: Float64Array
}

export const startGrowing = (
  lesson: Lesson,
  seen: Pick<Growing['sample'], 'columns' | 'edges' | 'bins'>,
  seed: number,
): Growing => {
  const rows = lesson.labels.length
  return {
    sample: { ...seen, width: lesson.width, gradients: new Float64Array(rows), weights: new Float64Array(rows) },
    words: lesson.words,
    labels: lesson.labels,
    known: lesson.known,
    weight: lesson.weight,
    odds: Float64Array.from(lesson.guess),
    trees: [],
    forest: [],
    seed,
  }
}

/** Grows one more tree. */
export const growRound = (growing: Growing): void => {
  const { sample, labels, known, weight, odds } = growing
  const dice = newDice(growing.seed * 7919 + growing.trees.length)
  const rows = new Int32Array(labels.length)
  const others = new Int32Array(labels.length)
  let used = 0
  let left = 0
  for (let row = 0; row < labels.length; row++) {
    const p = sigmoid(odds[row] as number)
    const share = known[row] as number
    const w = weight[row] as number
    sample.gradients[row] = w * (labels[row] === 1 ? p - 1 : (share * p * (1 - p)) / (1 - share * p + 1e-9))
    sample.weights[row] = w * p * (1 - p)
    if (dice() < SHARE) rows[used++] = row
    else others[left++] = row
  }
  const each = (fallen: Int32Array, leaf: number): void => {
    for (let at = 0; at < fallen.length; at++) {
      const row = fallen[at] as number
      odds[row] = (odds[row] as number) + RATE * leaf
    }
  }
  const falls = { others: others.subarray(0, left), each }
  growing.trees.push(growTree(sample, rows.subarray(0, used), GROWTH, dice, falls))
}

/** What the trees add to the first guess, in log-odds. */
export const readBoosted = (trees: Trees, measures: Float32Array): number => RATE * readTrees(trees, measures, 0)
