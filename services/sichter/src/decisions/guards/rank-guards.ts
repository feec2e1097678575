import type { Change } from '../past/change.js'
import { G } from './guards.js'
import type { Judgement } from '../judgement.js'
import { isTestPath, measureGuards } from './measure-guards.js'
import { listOf } from '../past/rows.js'

/** Worth of one test for a change. */
export const worthOf = (weights: Float64Array, columns: Float32Array, index: number): number => {
  let worth = 0
  for (let column = 0; column < G.width; column++)
    worth += (weights[column] as number) * (columns[index * G.width + column] as number)
  return worth
}

const rowsOf = (judgement: Judgement, change: Change | string): number[] => {
  const { past } = judgement
  if (typeof change === 'string') {
    const number = past.changeIndex.get(change)
    return number === undefined ? [] : Array.from(listOf(past.changeFiles, number))
  }
  return change.files.flatMap(
    ({ path, oldPath }) => past.fileIndex.get(path) ?? past.fileIndex.get(oldPath ?? path) ?? [],
  )
}

/**
 * Tests in the order in which they are worth running for a change, from what changed together, what fixes had to touch,
 * what is called alike and, where the change itself and not its commit alone is given, what speaks of the same things.
 * Without `tests`, all that are known; those that are not known come last.
 */
export const rankGuards = (judgement: Judgement, change: Change | string, tests?: readonly string[]): string[] => {
  const { past, guards } = judgement
  const wanted = tests?.flatMap((path) => past.fileIndex.get(path) ?? []) ?? [...guards.tests]
  const rows = rowsOf(judgement, change)
  const own = new Set(rows.filter((row) => isTestPath(past.paths[row] ?? '')))
  const without = past.changeIndex.get(typeof change === 'string' ? change : change.sha) ?? -1
  const asked = { rows, own, without, ...(typeof change === 'string' ? {} : { change }) }
  const columns = measureGuards(judgement, asked, wanted)
  const ranked = wanted
    .map((row, index) => ({ row, worth: worthOf(guards.weights, columns, index) }))
    .sort((a, b) => b.worth - a.worth || a.row - b.row)
    .map(({ row }) => past.paths[row] ?? '')
  const known = new Set(ranked)
  return [...ranked, ...(tests ?? []).filter((path) => !known.has(path))]
}
