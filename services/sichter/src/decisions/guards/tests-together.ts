import { C, DAY } from '../past/past.js'
import { folderOf } from '../past/remember-change.js'
import { cell, listOf } from '../past/rows.js'
import { walkHolders } from '../suspects/term-index.js'
import type { Judgement } from '../judgement.js'

/** Latest changes of a file, and latest fixes in it, that are looked at. */
const LOOK_BACK = 60
/** A change of more files says little of which belong together. */
const MOST_TOGETHER = 60
const HALF_LIFE = 540 * DAY
const MOST_FOLDERS = 3

/** Worth by the row of a test. */
type Worth = Map<number, number>

const add = (map: Worth, row: number, by: number): void => void map.set(row, (map.get(row) ?? 0) + by)
const raise = (map: Worth, row: number, to: number): void => void map.set(row, Math.max(map.get(row) ?? 0, to))

/** Tests that a change touched, where it is small enough to tell. */
export const testsIn = ({ past, guards }: Judgement, change: number): number[] => {
  const files = listOf(past.changeFiles, change)
  return files.length > MOST_TOGETHER ? [] : Array.from(files.filter((row) => guards.tests.has(row)))
}

/** What a change counts at its age. */
const freshness = ({ past }: Judgement, change: number, now: number): number =>
  2 ** (-Math.max(0, now - cell(past.changes, change, C.time)) / HALF_LIFE)

/** Which tests changed with these files so far: summed over the files, and the most with one of them. The later and the smaller the change, the more it counts. */
export const testsTogether = (
  judgement: Judgement,
  rows: readonly number[],
  now: number,
  without: number,
): { readonly sum: Worth; readonly most: Worth } => {
  const { past, suspects } = judgement
  const sum: Worth = new Map()
  const most: Worth = new Map()
  for (const row of rows) {
    const counts: Worth = new Map()
    let all = 0.5
    walkHolders(suspects.index, `/${past.paths[row] ?? ''}`, LOOK_BACK, (change) => {
      if (change === without || listOf(past.changeFiles, change).length > MOST_TOGETHER) return
      const weight = freshness(judgement, change, now)
      const tests = testsIn(judgement, change)
      all += weight
      for (const test of tests) add(counts, test, weight / Math.sqrt(tests.length))
    })
    for (const [test, weight] of counts) {
      add(sum, test, weight / all / Math.sqrt(rows.length))
      raise(most, test, weight / all)
    }
  }
  return { sum, most }
}

/** The tests of the neighbours in the same folder: file names are the terms of the folder's changes. */
export const testsOfFolders = (judgement: Judgement, rows: readonly number[], without: number): Worth => {
  const { past, suspects } = judgement
  const found: Worth = new Map()
  const folders = new Set(rows.map((row) => folderOf(past.paths[row] ?? '')))
  for (const folder of [...folders].slice(0, MOST_FOLDERS)) {
    const last = folder.slice(folder.lastIndexOf('/') + 1).toLowerCase()
    if (last.length < 3) continue
    walkHolders(suspects.index, last, LOOK_BACK, (change) => {
      if (change === without) return
      const { length } = listOf(past.changeFiles, change)
      for (const test of testsIn(judgement, change)) add(found, test, 1 / Math.sqrt(length))
    })
  }
  return found
}

/** Tests that the fixes of earlier bad changes of these files had to touch, also where the fix touched nothing else. */
export const testsOfFixes = (judgement: Judgement, rows: readonly number[], now: number): Worth => {
  const found: Worth = new Map()
  for (const row of rows) {
    const pairs = judgement.past.fixedIn.get(row) ?? []
    const counts: Worth = new Map()
    let all = 1
    for (let at = Math.max(0, pairs.length - 2 * LOOK_BACK); at < pairs.length; at += 2) {
      const fix = pairs[at + 1] as number
      const weight = freshness(judgement, fix, now)
      const tests = testsIn(judgement, fix)
      all += weight
      for (const test of tests) add(counts, test, weight / Math.sqrt(tests.length))
    }
    for (const [test, weight] of counts) raise(found, test, weight / all)
  }
  return found
}
