import type { Change } from './change.js'
import { classifyMessage } from './classify-message.js'
import { classifyPath } from './classify-path.js'
import { findCompanions } from './find-companions.js'
import { addHistory, newHistorySum, type HistorySum } from './measure-history.js'
import { measureLines } from './measure-lines.js'
import { A, DAY, faded, newPast, type Past } from './past.js'
import { folderOf, functionKey, functionsOf, MOST_FILES, pairKey } from './remember-change.js'
import { cell } from './rows.js'
import { countOf } from './tally.js'

const log = (value: number): number => Math.log1p(Math.max(0, value))

const entropyOf = (change: Change): number => {
  const total = change.added + change.deleted
  if (total === 0) return 0
  let entropy = 0
  for (const file of change.files) {
    const share = (file.added + file.deleted) / total
    if (share > 0) entropy -= share * Math.log2(share)
  }
  return entropy
}

const TRAILER =
  /^(signed-off-by|reviewed-by|acked-by|tested-by|reported-by|co-authored-by|suggested-by|cc|fixes|closes|link|submitted-at|reported-at):/i

type Measures = Record<string, number>

const measureSize = (change: Change): Measures => {
  const sum = { code: 0, test: 0, document: 0, generated: 0, other: 0 }
  const deleted = { ...sum }
  const count = { ...sum }
  let fresh = 0,
    gone = 0,
    moved = 0,
    most = 0,
    hunks = 0,
    widest = 0
  const functions = new Set<string>()
  const folders = new Set<string>()
  const tops = new Set<string>()
  for (const file of change.files) {
    const kind = classifyPath(file.path)
    sum[kind] += file.added
    deleted[kind] += file.deleted
    count[kind]++
    if (file.status === 'added') fresh++
    if (file.status === 'deleted') gone++
    if (file.status === 'renamed') moved++
    most = Math.max(most, file.added + file.deleted)
    hunks += Math.max(1, file.hunks.length)
    for (const hunk of file.hunks) {
      widest = Math.max(widest, hunk[3])
      if (functions.size < 500) functions.add(`${file.path}\n${hunk[4]}`)
    }
    folders.add(folderOf(file.path))
    tops.add(file.path.split('/', 1)[0] ?? '')
  }
  return {
    added: log(change.added),
    deleted: log(change.deleted),
    codeAdded: log(sum.code),
    codeDeleted: log(deleted.code),
    testAdded: log(sum.test),
    otherAdded: log(sum.other + sum.document + sum.generated),
    files: log(change.fileCount),
    codeFiles: log(count.code),
    testFiles: log(count.test),
    folders: log(folders.size),
    tops: log(tops.size),
    entropy: entropyOf(change),
    hunks: log(hunks),
    functionsTouched: log(functions.size),
    freshFiles: log(fresh),
    goneFiles: log(gone),
    movedFiles: log(moved),
    largestFile: log(most),
    widestHunk: log(widest),
    addedShare: change.added / Math.max(1, change.added + change.deleted),
    net: Math.sign(change.added - change.deleted) * log(Math.abs(change.added - change.deleted)),
    codeShare: sum.code / Math.max(1, change.added),
    onlyTests: count.code + count.other + count.document + count.generated === 0 ? 1 : 0,
    noCode: count.code === 0 ? 1 : 0,
  }
}

const spread = (name: string, sum: HistorySum): Measures => ({
  [`${name}Known`]: log(sum.known),
  [`${name}Changes`]: log(sum.changes),
  [`${name}Recent`]: log(sum.recent),
  [`${name}Churn`]: log(sum.churn),
  [`${name}Developers`]: log(sum.developers),
  [`${name}Youngest`]: log(sum.youngest),
  [`${name}Oldest`]: log(sum.oldest),
  [`${name}Idle`]: log(sum.idle),
  [`${name}Fixes`]: log(sum.fixes),
  [`${name}RecentFixes`]: log(sum.recentFixes),
  [`${name}FixShare`]: sum.fixShare / Math.max(1e-9, sum.weight),
  [`${name}Bugs`]: log(sum.bugs),
  [`${name}RecentBugs`]: log(sum.recentBugs),
  [`${name}MostRecentBugs`]: log(sum.mostRecentBugs),
  [`${name}BugShare`]: sum.bugShare / Math.max(1e-9, sum.weight),
  [`${name}SinceBug`]: log(sum.sinceBug),
})

const measurePlaces = (past: Past, change: Change, author: number | undefined, now: number): Measures => {
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
    ...spread('file', files),
    ...spread('function', functions),
    ...spread('folder', folders),
    ownShare: own / Math.max(1e-9, files.weight),
    ownLast: ownLast / Math.max(1e-9, files.weight),
    ownFolder: log(ownFolder),
    sizeBefore: log(size),
    testUsual: files.withTest / Math.max(1e-9, files.weight),
  }
}

const measureAuthor = (past: Past, author: number | undefined, now: number): Measures => {
  const at = (column: number): number => (author === undefined ? 0 : cell(past.authors, author, column))
  const rate = (past.totals.bad + 1) / (past.totals.changes + 20)
  const changes = at(A.changes)
  return {
    authorChanges: log(changes),
    authorRecent: log(faded(at(A.recent), at(A.last), now, 90 * DAY)),
    authorTenure: changes === 0 ? 0 : log((now - at(A.first)) / DAY),
    authorIdle: changes === 0 ? 9 : log((now - at(A.last)) / 60),
    authorBugShare: (at(A.bugs) + 20 * rate) / (changes + 20),
    authorRecentBugs: log(faded(at(A.recentBugs), at(A.lastBug), now, 365 * DAY)),
    authorSeries: now - at(A.last) < 1800 ? log(at(A.series)) : 0,
  }
}

const measureMessage = (change: Change): Measures => {
  const kind = classifyMessage(change.title)
  const lines = change.body.split('\n')
  const trailers = lines.filter((line) => TRAILER.test(line)).length
  return {
    titleLength: change.title.length,
    bodyLength: log(change.body.length),
    bodyLines: log(lines.length),
    trailers,
    isFix: kind.fix || change.fixes.length > 0 ? 1 : 0,
    isRevert: kind.revert || change.reverts.length > 0 ? 1 : 0,
    namesCommit: change.fixes.length + change.reverts.length > 0 ? 1 : 0,
    namesIssue: /#\d+|\b(bz|rh|bug)[#: ]*\d+|https?:\/\//i.test(change.body) ? 1 : 0,
  }
}

const measureTime = (past: Past, change: Change, now: number): Measures => {
  const hour = Math.floor((((change.authoredAt % DAY) + DAY) % DAY) / 3600)
  const sum = past.hours.reduce((a, b) => a + b, 0)
  return {
    waited: log((change.committedAt - change.authoredAt) / 60),
    hour,
    usualHour: (((past.hours[hour] as number) + 1) / (sum + 24)) * 24,
    weekday: Math.floor(change.authoredAt / DAY + 4) % 7,
    recentChanges: log(faded(past.totals.recent, past.totals.lastTime, now, 30 * DAY)),
  }
}

const nameMeasures = (past: Past, change: Change, now: number): Measures => {
  const author = past.authorIndex.get(change.author)
  const lines = measureLines(past, change, author, now)
  const companions = findCompanions(past, change)
  const size = measureSize(change)
  const places = measurePlaces(past, change, author, now)
  const known = Math.max(1, lines.known)
  return {
    ...size,
    ...places,
    ...measureAuthor(past, author, now),
    ...measureMessage(change),
    ...measureTime(past, change, now),
    linesReplaced: log(lines.replaced),
    linesAge: lines.age / known,
    linesYoungest: log(lines.youngest),
    linesOwn: lines.own / known,
    linesFromFix: lines.fromFix / known,
    linesFromBad: lines.fromBad / known,
    writers: log(lines.writers),
    missing: companions.length === 0 ? 0 : (companions[0]?.together ?? 0) / (companions[0]?.of ?? 1),
    missingCount: log(companions.length),
    testMissing: size['testFiles'] === 0 && size['noCode'] === 0 ? (places['testUsual'] ?? 0) : 0,
  }
}

const NOTHING: Change = {
  id: '',
  sha: '',
  event: '',
  author: '',
  authoredAt: 0,
  committedAt: 0,
  title: '',
  body: '',
  added: 0,
  deleted: 0,
  fileCount: 0,
  files: [],
  fixes: [],
  reverts: [],
}

/** Names of the measures, in their order. */
export const MEASURES: readonly string[] = Object.keys(nameMeasures(newPast(), NOTHING, 0))

/** Everything that the models see of a change, as of now, in the order of `MEASURES`. */
export const measureChange = (past: Past, change: Change, now: number): Float32Array<ArrayBuffer> =>
  Float32Array.from(Object.values(nameMeasures(past, change, now)))
