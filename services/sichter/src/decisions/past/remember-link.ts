import { blameHabits } from './habits.js'
import { A, C, DAY, faded, H, type Past } from './past.js'
import { folderOf } from './remember-change.js'
import { addCell, cell, listOf, setCell, type Rows } from './rows.js'

const blameRow = (rows: Rows, row: number, now: number, weight: number): void => {
  addCell(rows, row, H.bugs, weight)
  setCell(
    rows,
    row,
    H.recentBugs,
    faded(cell(rows, row, H.recentBugs), cell(rows, row, H.lastBug), now, 365 * DAY) + weight,
  )
  setCell(rows, row, H.lastBug, now)
}

const common = (ofBad: Uint32Array, ofFix: Uint32Array): Uint32Array => {
  const fixed = new Set(ofFix)
  const both = ofBad.filter((row) => fixed.has(row))
  return both.length > 0 ? both : ofBad
}

/** Pairs kept a file: the latest. */
const MOST_PAIRS = 200

const keepPair = (pairs: Map<number, number[]>, row: number, bad: number, fix: number): void => {
  const known = pairs.get(row)
  if (known === undefined) pairs.set(row, [bad, fix])
  else {
    known.push(bad, fix)
    if (known.length > MOST_PAIRS * 2) known.splice(0, 2)
  }
}

/**
 * Notes that one change had to be fixed or reverted by another: what both touched is where the bug was.
 * A hint is kept for the reasons alone; the models do not see it.
 */
export const rememberLink = (
  past: Past,
  bad: number,
  fix: number,
  now: number,
  kind: 'link' | 'blame' | 'hint',
): void => {
  const weight = 1
  const files = common(listOf(past.changeFiles, bad), listOf(past.changeFiles, fix))
  for (const row of files) keepPair(kind === 'link' ? past.fixedIn : past.blamedIn, row, bad, fix)
  if (kind === 'hint') return
  for (const row of files) {
    blameRow(past.files, row, now, weight)
  }
  for (const row of common(listOf(past.changeFunctions, bad), listOf(past.changeFunctions, fix)))
    blameRow(past.functions, row, now, weight)
  const folders = new Set(Array.from(files, (row) => folderOf(past.paths[row] ?? '')))
  for (const folder of folders) {
    const row = past.folderIndex.get(folder)
    if (row !== undefined) blameRow(past.folders, row, now, weight)
  }
  if (cell(past.changes, bad, C.bad) > 0) return
  setCell(past.changes, bad, C.bad, now)
  const author = cell(past.changes, bad, C.author)
  addCell(past.authors, author, A.bugs, weight)
  setCell(
    past.authors,
    author,
    A.recentBugs,
    faded(cell(past.authors, author, A.recentBugs), cell(past.authors, author, A.lastBug), now, 365 * DAY) + weight,
  )
  setCell(past.authors, author, A.lastBug, now)
  blameHabits(past, bad)
  past.totals.bad++
}
