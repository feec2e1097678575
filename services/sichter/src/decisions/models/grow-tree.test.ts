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

it('asks for no feature but those that it is given', () => {
  const width = 4
  const measures = Float32Array.from({ length: 200 * width }, (_, at) => Math.floor(at / width))
  const all = Int32Array.from({ length: 200 }, (_, row) => row)
  const edges = findEdges(measures, width, all)
  const sample = {
    bins: binAll(measures, width, edges),
    width,
    edges,
    gradients: Float64Array.from(all, (row) => (row < 100 ? -1 : 1)),
    weights: new Float64Array(200).fill(1),
  }
  const growth = { depth: 3, leastWeight: 1, penalty: 1, tries: 1 }
  const asked = (columns?: Int32Array): Set<number> =>
    new Set(
      Array.from({ length: 30 }, (_, seed) => [
        ...growTree({ ...sample, ...(columns && { columns }) }, all.slice(), growth, newDice(seed)).feature,
      ])
        .flat()
        .filter((feature) => feature >= 0),
    )

  expect([...asked()].sort()).toEqual([0, 1, 2, 3])
  expect([...asked(Int32Array.of(0, 3))].sort()).toEqual([0, 3])
})
