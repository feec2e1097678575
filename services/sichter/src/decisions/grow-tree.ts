/** A tree as flat arrays: feature < 0 marks a leaf, whose value is in `value`. Node 0 is the root; the left child is for bins ≤ cut. */
export interface Tree {
  readonly feature: Int16Array
  readonly cut: Float32Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly value: Float32Array
}

/** What a tree is grown from: row-major bins (0–31), one gradient and one weight (hessian) a row. */
export interface Sample {
  readonly bins: Uint8Array
  readonly width: number
  /** Upper edge of each bin: edges[feature * BINS + bin]. */
  readonly edges: Float32Array
  readonly gradients: Float64Array
  readonly weights: Float64Array
}

export interface Growth {
  readonly depth: number
  readonly leastWeight: number
  readonly penalty: number
  /** Features tried at each node; 0 for all. */
  readonly tries: number
}

export const BINS = 32

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

interface Split {
  feature: number
  bin: number
  gain: number
}

const bestSplit = (
  sample: Sample,
  rows: Int32Array,
  from: number,
  to: number,
  growth: Growth,
  features: readonly number[],
): Split => {
  const { bins, width, gradients, weights } = sample
  let allGradient = 0
  let allWeight = 0
  for (let at = from; at < to; at++) {
    const row = rows[at] as number
    allGradient += gradients[row] as number
    allWeight += weights[row] as number
  }
  const parent = (allGradient * allGradient) / (allWeight + growth.penalty)
  const best: Split = { feature: -1, bin: 0, gain: 1e-6 }
  const sums = new Float64Array(BINS * 2)
  for (const feature of features) {
    sums.fill(0)
    for (let at = from; at < to; at++) {
      const row = rows[at] as number
      const bin = (bins[row * width + feature] as number) * 2
      sums[bin] = (sums[bin] as number) + (gradients[row] as number)
      sums[bin + 1] = (sums[bin + 1] as number) + (weights[row] as number)
    }
    let gradient = 0
    let weight = 0
    for (let bin = 0; bin < BINS - 1; bin++) {
      gradient += sums[bin * 2] as number
      weight += sums[bin * 2 + 1] as number
      const rest = allWeight - weight
      if (weight < growth.leastWeight) continue
      if (rest < growth.leastWeight) break
      const other = allGradient - gradient
      const gain =
        (gradient * gradient) / (weight + growth.penalty) + (other * other) / (rest + growth.penalty) - parent
      if (gain > best.gain) {
        best.feature = feature
        best.bin = bin
        best.gain = gain
      }
    }
  }
  return best
}

const pick = (width: number, tries: number, dice: () => number): number[] => {
  const all = Array.from({ length: width }, (_, index) => index)
  if (tries <= 0 || tries >= width) return all
  for (let index = 0; index < tries; index++) {
    const other = index + Math.floor(dice() * (width - index))
    const value = all[index] as number
    all[index] = all[other] as number
    all[other] = value
  }
  return all.slice(0, tries)
}

/** Grows one tree that steps against the gradients: leaf = −Σgradient / (Σweight + penalty). Rows are reordered in place. */
export const growTree = (sample: Sample, rows: Int32Array, growth: Growth, dice: () => number): Tree => {
  const feature: number[] = []
  const cut: number[] = []
  const left: number[] = []
  const right: number[] = []
  const value: number[] = []
  const grow = (from: number, to: number, depth: number): number => {
    const node = feature.length
    feature.push(-1)
    cut.push(0)
    left.push(0)
    right.push(0)
    let gradient = 0
    let weight = 0
    for (let at = from; at < to; at++) {
      gradient += sample.gradients[rows[at] as number] as number
      weight += sample.weights[rows[at] as number] as number
    }
    value.push(-gradient / (weight + growth.penalty))
    if (depth >= growth.depth || weight < 2 * growth.leastWeight) return node
    const split = bestSplit(sample, rows, from, to, growth, pick(sample.width, growth.tries, dice))
    if (split.feature < 0) return node
    let middle = from
    for (let at = from; at < to; at++) {
      const row = rows[at] as number
      if ((sample.bins[row * sample.width + split.feature] as number) > split.bin) continue
      rows[at] = rows[middle] as number
      rows[middle++] = row
    }
    feature[node] = split.feature
    cut[node] = sample.edges[split.feature * BINS + split.bin] as number
    left[node] = grow(from, middle, depth + 1)
    right[node] = grow(middle, to, depth + 1)
    return node
  }
  grow(0, rows.length, 0)
  return {
    feature: Int16Array.from(feature),
    cut: Float32Array.from(cut),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    value: Float32Array.from(value),
  }
}

/** The value of the leaf that these measures fall into. */
export const readTree = (tree: Tree, measures: ArrayLike<number>, offset = 0): number => {
  let node = 0
  for (;;) {
    const feature = tree.feature[node] as number
    if (feature < 0) return tree.value[node] as number
    node = (
      (measures[offset + feature] as number) <= (tree.cut[node] as number) ? tree.left[node] : tree.right[node]
    ) as number
  }
}

/** Edges of up to 32 bins of equal share for each feature, from the rows given. */
export const findEdges = (matrix: Float32Array, width: number, rows: Int32Array): Float32Array => {
  const edges = new Float32Array(width * BINS)
  const column = new Float32Array(rows.length)
  for (let feature = 0; feature < width; feature++) {
    for (let at = 0; at < rows.length; at++) column[at] = matrix[(rows[at] as number) * width + feature] as number
    column.sort()
    let previous = -Infinity
    let bin = 0
    for (let step = 1; step < BINS; step++) {
      const edge = column[Math.min(column.length - 1, Math.floor((step * column.length) / BINS))] as number
      if (edge > previous) edges[feature * BINS + bin++] = previous = edge
    }
    while (bin < BINS) edges[feature * BINS + bin++] = Infinity
  }
  return edges
}

/** The bin of a value: the first whose upper edge is not below it. */
export const binOf = (edges: Float32Array, feature: number, value: number): number => {
  let low = 0
  let high = BINS - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edges[feature * BINS + middle] as number) >= value) high = middle
    else low = middle + 1
  }
  return low
}
