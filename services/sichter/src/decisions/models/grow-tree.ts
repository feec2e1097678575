import { BINS } from './bins.js'
import { newScratch } from './scratch.js'
import type { Trees } from './tree.js'

/** What a tree is grown from: row-major bins (0–31), one gradient and one weight (hessian) a row. */
export interface Sample {
  readonly bins: Uint8Array
  readonly width: number
  /** Upper edge of each bin: edges[feature * BINS + bin]. */
  readonly edges: Float32Array
  readonly gradients: Float64Array
  readonly weights: Float64Array
  /** Features that may be asked for; all where it is not given. */
  readonly columns?: Int32Array
}

export interface Growth {
  readonly depth: number
  readonly leastWeight: number
  readonly penalty: number
  /** Features tried at each node; 0 for all. */
  readonly tries: number
}

/** A small deterministic generator of numbers in [0, 1). */
export const newDice = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Features in an order whose first ones are drawn anew for each node. */
class Draw {
  private readonly all: Int32Array

  constructor(
    private readonly from: Int32Array,
    private readonly tries: number,
    private readonly dice: () => number,
  ) {
    this.all = new Int32Array(from.length)
  }

  next(): Int32Array {
    const { all, tries } = this
    all.set(this.from)
    if (tries <= 0 || tries >= all.length) return all
    for (let index = 0; index < tries; index++) {
      const other = index + Math.floor(this.dice() * (all.length - index))
      const value = all[index] as number
      all[index] = all[other] as number
      all[other] = value
    }
    return all.subarray(0, tries)
  }
}

interface Node {
  readonly gradient: number
  readonly weight: number
}

interface Split {
  feature: number
  bin: number
  gain: number
}

/** A gradient and a weight for each bin of a feature. */
const PLACES = BINS * 2

/** Sums by bin, for all features at once: each row is read once, and its bins lie side by side. */
const sumUp = (sample: Sample, rows: Int32Array, features: Int32Array, sums: Float64Array): void => {
  const { bins, width, gradients, weights } = sample
  const count = features.length
  sums.fill(0, 0, count * PLACES)
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number
    const gradient = gradients[row] as number
    const weight = weights[row] as number
    const offset = row * width
    for (let turn = 0; turn < count; turn++) {
      const place = turn * PLACES + (bins[offset + (features[turn] as number)] as number) * 2
      sums[place] = (sums[place] as number) + gradient
      sums[place + 1] = (sums[place + 1] as number) + weight
    }
  }
}

const bestSplit = (node: Node, features: Int32Array, sums: Float64Array, growth: Growth): Split => {
  const { penalty, leastWeight } = growth
  const parent = (node.gradient * node.gradient) / (node.weight + penalty)
  const best: Split = { feature: -1, bin: 0, gain: 1e-6 }
  for (let turn = 0; turn < features.length; turn++) {
    let gradient = 0
    let weight = 0
    for (let bin = 0; bin < BINS - 1; bin++) {
      gradient += sums[turn * PLACES + bin * 2] as number
      weight += sums[turn * PLACES + bin * 2 + 1] as number
      const rest = node.weight - weight
      if (weight < leastWeight) continue
      if (rest < leastWeight) break
      const other = node.gradient - gradient
      const gain = (gradient * gradient) / (weight + penalty) + (other * other) / (rest + penalty) - parent
      if (gain > best.gain) {
        best.feature = features[turn] as number
        best.bin = bin
        best.gain = gain
      }
    }
  }
  return best
}

/** Moves the rows up to the cut to the front and returns how many there are. */
const divide = ({ bins, width }: Sample, rows: Int32Array, { feature, bin }: Split): number => {
  let middle = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number
    if ((bins[row * width + feature] as number) > bin) continue
    rows[at] = rows[middle] as number
    rows[middle++] = row
  }
  return middle
}

const sumsOf = newScratch((size) => new Float64Array(size))

/** Hears of every leaf which rows fall into it; of the rows that a tree is grown from, and of others. */
export interface Falls {
  readonly others: Int32Array
  readonly each: (rows: Int32Array, leaf: number) => void
}

const NONE = new Int32Array(0)

/**
 * Grows one tree that steps against the gradients: leaf = −Σgradient / (Σweight + penalty). Rows are reordered in place.
 * To follow the rows down while it grows is cheaper than to read the tree for each afterwards, and gives the same.
 */
export const growTree = (
  sample: Sample,
  rows: Int32Array,
  growth: Growth,
  dice: () => number,
  falls?: Falls,
): Trees => {
  const feature: number[] = []
  const number: number[] = []
  const right: number[] = []
  const columns = sample.columns ?? Int32Array.from({ length: sample.width }, (_, column) => column)
  const draw = new Draw(columns, growth.tries, dice)
  const sums = sumsOf(sample.width * PLACES)
  const end = (node: number, part: Int32Array, others: Int32Array): number => {
    const leaf = Math.fround(number[node] as number)
    falls?.each(part, leaf)
    falls?.each(others, leaf)
    return node
  }
  const grow = (part: Int32Array, others: Int32Array, depth: number): number => {
    const node = feature.length
    let gradient = 0
    let weight = 0
    for (let at = 0; at < part.length; at++) {
      gradient += sample.gradients[part[at] as number] as number
      weight += sample.weights[part[at] as number] as number
    }
    feature.push(-1)
    number.push(-gradient / (weight + growth.penalty))
    right.push(0)
    if (depth >= growth.depth || weight < 2 * growth.leastWeight) return end(node, part, others)
    const features = draw.next()
    sumUp(sample, part, features, sums)
    const split = bestSplit({ gradient, weight }, features, sums, growth)
    if (split.feature < 0) return end(node, part, others)
    const middle = divide(sample, part, split)
    const between = divide(sample, others, split)
    feature[node] = split.feature
    number[node] = sample.edges[split.feature * BINS + split.bin] as number
    grow(part.subarray(0, middle), others.subarray(0, between), depth + 1)
    right[node] = grow(part.subarray(middle), others.subarray(between), depth + 1)
    return node
  }
  grow(rows, falls?.others ?? NONE, 0)
  return {
    feature: Int16Array.from(feature),
    number: Float32Array.from(number),
    right: Int32Array.from(right),
    roots: new Int32Array(1),
  }
}
