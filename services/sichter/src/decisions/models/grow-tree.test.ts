import { expect, it } from '@jest/globals'
import { binAll, findEdges } from './bins.js'
import { growTree, newDice } from './grow-tree.js'
import { readTrees } from './tree.js'

it('tells of every row, learned from or not, the leaf that reading the tree gives', () => {
  const count = 400
  const width = 5
  const dice = newDice(3)
  // Whole numbers, so that many rows stand right at a cut.
  const measures = Float32Array.from({ length: count * width }, () => Math.floor(dice() * 12))
  const all = Int32Array.from({ length: count }, (_, row) => row)
  const edges = findEdges(measures, width, all)
  const gradients = Float64Array.from({ length: count }, (_, row) => dice() - (measures[row * width] ?? 0) / 12)
  const sample = {
    bins: binAll(measures, width, edges),
    width,
    edges,
    gradients,
    weights: new Float64Array(count).fill(1),
  }
  const leaves = new Map<number, number>()
  const tree = growTree(
    sample,
    all.filter((row) => row % 3 !== 0),
    { depth: 4, leastWeight: 1, penalty: 1, tries: 3 },
    dice,
    {
      others: all.filter((row) => row % 3 === 0),
      each: (rows, leaf) => {
        for (const row of rows) leaves.set(row, leaf)
      },
    },
  )

  expect(new Set(leaves.values()).size).toBeGreaterThan(4)
  for (const row of all) expect(leaves.get(row)).toBe(readTrees(tree, measures, row * width))
})
