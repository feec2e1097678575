import { linesOf } from '../past/blame.js'
import type { Change } from '../past/change.js'
import { classifyPath } from '../past/classify-path.js'
import { log } from './log.js'
import { A, BUGS_OF, DAY, EVIDENCE, faded, H, type Past, usualRate } from '../past/past.js'
import { MOST_FILES } from '../past/remember-change.js'
import { cell } from '../past/rows.js'

/** Changes that the usual size of a change here is worth against that of a file, or of an author. */
const FEW = 3
/** Size of a change, as a logarithm, where none is known: 20 lines. */
const FIRST_SIZE = 3
/** Fixes a year, and lines, that a file without a past is taken to have. */
const FEW_FIXES = 0.3
const FEW_LINES = 50
/** The shares are small: ten times as large they are told apart by their logarithms. */
const SCALE = 10

const usual = (sum: number, count: number, otherwise: number): number => (sum + FEW * otherwise) / (count + FEW)

/** How much of the change goes where changes turn out bad, and how large it is for its files and its author. */
export const measureExposure = (past: Past, change: Change, author: number | undefined, now: number) => {
  const { files, authors, totals } = past
  const rates = { all: usualRate(past), links: usualRate(past, 'links') }
  const usualSize = usual(totals.size, totals.changes, FIRST_SIZE)
  const expected = { all: 0, links: 0 }
  const good = { all: 1, links: 1 }
  let fixes = 0,
    fixedLines = 0,
    larger = 0,
    weight = 0
  for (const file of change.files.slice(0, MOST_FILES)) {
    if (classifyPath(file.path) !== 'code') continue
    const row = past.fileIndex.get(file.path) ?? past.fileIndex.get(file.oldPath ?? file.path)
    const at = (column: number): number => (row === undefined ? 0 : cell(files, row, column))
    const changes = at(H.changes)
    const size = log(file.added)
    for (const evidence of EVIDENCE) {
      const share = (at(BUGS_OF.thing[evidence].count) + 10 * rates[evidence]) / (changes + 10)
      expected[evidence] += share * size
      good[evidence] *= 1 - Math.min(0.9, share)
    }
    fixes += ((at(H.fixes) + 0.4) / (changes + 2)) * size
    const lines = row === undefined ? 0 : linesOf(past.blames[row] ?? [])
    const recentFixes = faded(at(H.recentFixes), at(H.lastFix), now, 365 * DAY)
    fixedLines += (file.added * (recentFixes + FEW_FIXES)) / (lines + file.added + FEW_LINES)
    const changed = log(file.added + file.deleted)
    larger += changed * (changed - usual(at(H.size), changes, usualSize))
    weight += changed
  }
  const own = (column: number): number => (author === undefined ? 0 : cell(authors, author, column))
  return {
    expectedBugs: log(expected.all * SCALE),
    expectedFixes: log(fixes * SCALE),
    anyBug: 1 - good.all,
    fixedLines: log(fixedLines * SCALE),
    largerForFiles: weight === 0 ? 0 : larger / weight,
    largerForAuthor: log(change.added) - usual(own(A.size), own(A.changes), usualSize),
    linked: { expectedBugs: log(expected.links * SCALE), anyBug: 1 - good.links },
  }
}
