import { growTree, newDice, type Growth, type Sample } from './grow-tree.js'
import { readTrees, type Trees } from './tree.js'

/** Trees of the forest; the oldest is replaced by the newest. */
export const TREES = 60
/** Changes that a leaf stands for, at least: a good one that was drawn stands for several. */
const LEAST_WEIGHT = 20

/** Grows one tree of the forest from a bootstrap of the rows. */
export const growForestTree = (
  { bins, columns, width, edges }: Pick<Required<Sample>, 'bins' | 'columns' | 'width' | 'edges'>,
  labels: Uint8Array,
  weight: Float32Array,
  seed: number,
): Trees => {
  const dice = newDice(seed)
  const growth: Growth = {
    depth: 10,
    leastWeight: LEAST_WEIGHT,
    penalty: 1e-9,
    tries: Math.ceil(1.5 * Math.sqrt(columns.length)),
  }
  const gradients = new Float64Array(labels.length)
  const weights = new Float64Array(labels.length)
  for (let draw = 0; draw < labels.length; draw++) {
    const row = Math.floor(dice() * labels.length)
    weights[row] = (weights[row] as number) + (weight[row] as number)
  }
  const rows: number[] = []
  for (let row = 0; row < labels.length; row++) {
    if (weights[row] === 0) continue
    rows.push(row)
    gradients[row] = labels[row] === 1 ? -(weights[row] as number) : 0
  }
  return growTree({ bins, columns, width, edges, gradients, weights }, Int32Array.from(rows), growth, dice)
}

/** Log-odds that the forest gives; no trees give undefined. */
export const readForest = (stands: readonly Trees[], measures: Float32Array): number | undefined => {
  let sum = 0
  let count = 0
  for (const trees of stands) {
    sum += readTrees(trees, measures, 0)
    count += trees.roots.length
  }
  if (count === 0) return undefined
  const p = sum / count
  return Math.log((p + 0.01) / (1.01 - p))
}
