import type { Change } from '../past/change.js'
import { sigmoid } from '../models/fit-line.js'
import { G } from './guards.js'
import type { Judgement } from '../judgement.js'
import { type Asked, isTestPath, measureGuards } from './measure-guards.js'
import { worthOf } from './rank-guards.js'
import { listOf } from '../past/rows.js'

/** Tests of one lesson that were not needed, the most misleading first; and the weight of a fix against a mere co-change. */
const MOST_WRONG = 20
const RATE = 0.3
const OF_A_FIX = 3
const MOST_TESTS = 2000
/** A change with more tests than this says nothing of which it needs. */
const MOST_NEEDED = 10
/** Only every so many co-changes are learned from, once there is something to learn them with. */
const LEAST_TESTS = 5

/** One lesson: for these files, the tests that were needed should have come before those that were not. */
const practise = (judgement: Judgement, asked: Asked, needed: ReadonlySet<number>, weight: number): void => {
  const { guards } = judgement
  const tests = [...guards.tests].slice(0, MOST_TESTS)
  if (tests.length < LEAST_TESTS || asked.rows.length === 0) return
  const columns = measureGuards(judgement, asked, tests)
  const order = tests.map((row, index) => ({ row, index, worth: worthOf(guards.weights, columns, index) }))
  const wrong = order
    .filter(({ row }) => !needed.has(row))
    .sort((a, b) => b.worth - a.worth || a.row - b.row)
    .slice(0, MOST_WRONG)
  const right = order.filter(({ row }) => needed.has(row))
  // What counts is that one of them comes early: the best placed one is the one to push.
  const best = right.sort((a, b) => b.worth - a.worth)[0]
  if (best === undefined) return
  const gradient = new Float64Array(G.width)
  for (const other of wrong) {
    const error = sigmoid(other.worth - best.worth)
    for (let column = 0; column < G.width; column++)
      gradient[column] =
        (gradient[column] as number) +
        (error *
          ((columns[best.index * G.width + column] as number) - (columns[other.index * G.width + column] as number))) /
          wrong.length
  }
  for (let column = 0; column < G.width; column++) {
    const step = weight * (gradient[column] as number)
    guards.steps[column] = (guards.steps[column] as number) + step * step
    guards.weights[column] = Math.max(
      0,
      (guards.weights[column] as number) + (RATE * step) / Math.sqrt(guards.steps[column] as number),
    )
  }
}

/** Learns from a remembered change which tests go with which files: from what changed together, and from what its fix had to touch. */
export const learnGuards = (judgement: Judgement, change: Change, number: number): void => {
  const { past, guards } = judgement
  const files = Array.from(listOf(past.changeFiles, number))
  for (const [index, file] of change.files.slice(0, files.length).entries()) {
    const row = files[index] as number
    if (!isTestPath(file.path)) continue
    if (file.status === 'deleted') guards.tests.delete(row)
    else guards.tests.add(row)
  }
  const needed = new Set(files.filter((row) => guards.tests.has(row)))
  if (needed.size === 0 || needed.size > MOST_NEEDED) return
  const code = files.filter((row) => !needed.has(row))
  if (code.length <= MOST_NEEDED && number % 4 === 0)
    practise(judgement, { rows: code, change, without: number }, needed, 1)
  for (const sha of new Set([...change.fixes, ...change.reverts])) {
    const bad = past.changeIndex.get(sha)
    if (bad === undefined || bad === number) continue
    const touched = Array.from(listOf(past.changeFiles, bad)).filter((row) => !guards.tests.has(row))
    practise(judgement, { rows: touched, without: number }, needed, OF_A_FIX)
  }
}
