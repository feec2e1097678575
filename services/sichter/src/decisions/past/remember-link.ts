import { blameHabits } from './habits.js'
import { BUGS_OF, type BugColumns, C, DAY, type Evidence, faded, type Past } from './past.js'
import { folderOf } from './remember-change.js'
import { addCell, cell, listOf, setCell, type Rows } from './rows.js'

const countBug = (rows: Rows, row: number, { count, recent, last }: BugColumns, now: number): void => {
  addCell(rows, row, count)
  setCell(rows, row, recent, faded(cell(rows, row, recent), cell(rows, row, last), now, 365 * DAY) + 1)
  setCell(rows, row, last, now)
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
  const files = common(listOf(past.changeFiles, bad), listOf(past.changeFiles, fix))
  for (const row of files) keepPair(kind === 'link' ? past.fixedIn : past.blamedIn, row, bad, fix)
  if (kind === 'hint') return
  const places = {
    files,
    functions: common(listOf(past.changeFunctions, bad), listOf(past.changeFunctions, fix)),
    folders: foldersOf(past, files),
  }
  countBad(past, { bad, places, evidence: 'all', now })
  if (kind === 'link') countBad(past, { bad, places, evidence: 'links', now })
}

const foldersOf = (past: Past, files: Uint32Array): number[] => {
  const folders = new Set(Array.from(files, (row) => folderOf(past.paths[row] ?? '')))
  return [...folders].flatMap((folder) => past.folderIndex.get(folder) ?? [])
}

interface Places {
  readonly files: Iterable<number>
  readonly functions: Iterable<number>
  readonly folders: Iterable<number>
}

const countBad = (
  past: Past,
  { bad, places, evidence, now }: { bad: number; places: Places; evidence: Evidence; now: number },
): void => {
  for (const table of ['files', 'functions', 'folders'] as const)
    for (const row of places[table]) countBug(past[table], row, BUGS_OF.thing[evidence], now)
  const known = evidence === 'links' ? C.linked : C.bad
  if (cell(past.changes, bad, known) > 0) return
  setCell(past.changes, bad, known, now)
  countBug(past.authors, cell(past.changes, bad, C.author), BUGS_OF.author[evidence], now)
  if (evidence === 'links') {
    past.totals.linked++
    return
  }
  blameHabits(past, bad)
  past.totals.bad++
}
