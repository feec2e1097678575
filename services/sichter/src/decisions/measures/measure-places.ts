import type { Change } from '../past/change.js'
import { classifyPath } from '../past/classify-path.js'
import { log } from './log.js'
import { measureBugs } from './measure-bugs.js'
import { addHistory, newHistorySum, type HistorySum } from './measure-history.js'
import { A, BUGS_OF, DAY, type Evidence, faded, type Past, usualRate } from '../past/past.js'
import { folderOf, functionKey, functionsOf, MOST_FILES, pairKey } from '../past/remember-change.js'
import { cell } from '../past/rows.js'
import { countOf } from '../past/tally.js'

/** A history as the models see it. */
const measureHistory = (sum: HistorySum) => ({
  known: log(sum.known),
  changes: log(sum.changes),
  recent: log(sum.recent),
  churn: log(sum.churn),
  developers: log(sum.developers),
  youngest: log(sum.youngest),
  oldest: log(sum.oldest),
  idle: log(sum.idle),
  fixes: log(sum.fixes),
  recentFixes: log(sum.recentFixes),
  fixShare: sum.fixShare / Math.max(1e-9, sum.weight),
  ...measureBugs(sum.bugs.all, sum.weight),
})

/** What is known of the places that the change touches. */
export const measurePlaces = (past: Past, change: Change, author: number | undefined, now: number) => {
  const files = newHistorySum(),
    functions = newHistorySum(),
    folders = newHistorySum()
  let own = 0,
    ownLast = 0,
    ownFolder = 0,
    lines = 0,
    size = 0
  const seen = new Set<string>()
  for (const file of change.files.slice(0, MOST_FILES)) {
    const kind = classifyPath(file.path)
    const weight = (1 + file.added + file.deleted) * (kind === 'code' ? 1 : 0.1)
    const row = past.fileIndex.get(file.path) ?? past.fileIndex.get(file.oldPath ?? file.path)
    addHistory(files, past, past.files, row, now, weight)
    if (row !== undefined) {
      const changes = cell(past.files, row, 0)
      if (author !== undefined) own += (weight * countOf(past.authorFiles, pairKey(author, row))) / changes
      if (cell(past.files, row, 12) === author) ownLast += weight
      const blame = past.blames[row]
      if (blame)
        for (let index = 0; index < blame.length; index += 2) size = Math.max(size, (lines += blame[index] as number))
      lines = 0
    }
    for (const name of functionsOf(file).slice(0, 50)) {
      const known = countOf(past.functionIndex, functionKey(file.path, name)) - 1
      addHistory(functions, past, past.functions, known < 0 ? undefined : known, now, kind === 'code' ? 1 : 0.1)
    }
    const folder = folderOf(file.path)
    if (seen.has(folder)) continue
    seen.add(folder)
    const place = past.folderIndex.get(folder)
    addHistory(folders, past, past.folders, place, now, weight)
    if (place !== undefined && author !== undefined)
      ownFolder = Math.max(ownFolder, countOf(past.authorFolders, pairKey(author, place)))
  }
  return {
    files: measureHistory(files),
    functions: measureHistory(functions),
    folders: measureHistory(folders),
    linked: {
      files: measureBugs(files.bugs.links, files.weight),
      functions: measureBugs(functions.bugs.links, functions.weight),
      folders: measureBugs(folders.bugs.links, folders.weight),
    },
    others: {
      ownShare: own / Math.max(1e-9, files.weight),
      ownLast: ownLast / Math.max(1e-9, files.weight),
      ownFolder: log(ownFolder),
      sizeBefore: log(size),
      testUsual: files.withTest / Math.max(1e-9, files.weight),
    },
  }
}

/** How often the author's changes turned out bad. */
export const measureAuthorBugs = (past: Past, author: number | undefined, evidence: Evidence, now: number) => {
  const { count, recent, last } = BUGS_OF.author[evidence]
  const at = (column: number): number => (author === undefined ? 0 : cell(past.authors, author, column))
  return {
    authorBugShare: (at(count) + 20 * usualRate(past, evidence)) / (at(A.changes) + 20),
    authorRecentBugs: log(faded(at(recent), at(last), now, 365 * DAY)),
  }
}

/** What is known of the author. */
export const measureAuthor = (past: Past, author: number | undefined, now: number) => {
  const at = (column: number): number => (author === undefined ? 0 : cell(past.authors, author, column))
  const changes = at(A.changes)
  return {
    authorChanges: log(changes),
    authorRecent: log(faded(at(A.recent), at(A.last), now, 90 * DAY)),
    authorTenure: changes === 0 ? 0 : log((now - at(A.first)) / DAY),
    authorIdle: changes === 0 ? 9 : log((now - at(A.last)) / 60),
    ...measureAuthorBugs(past, author, 'all', now),
    authorSeries: now - at(A.last) < 1800 ? log(at(A.series)) : 0,
  }
}
