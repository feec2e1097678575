import { applyHunks } from './blame.js'
import type { Change, FileChange } from './change.js'
import { classifyMessage } from './classify-message.js'
import { classifyPath } from './classify-path.js'
import { hash52 } from './hash-text.js'
import { A, C, COMPANIONS, DAY, faded, H, type Past } from './past.js'
import { stemOfPath } from './split-terms.js'
import { addCell, addList, addRow, cell, setCell, type Rows } from './rows.js'
import { addCount, countOf, setCount } from './tally.js'

/** Files of one change that are remembered one by one. */
export const MOST_FILES = 100
const MOST_FUNCTIONS = 100

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

export const functionKey = (path: string, name: string): number => hash52(`${path}\n${name}`)

/** The functions that a file's hunks name, each once. */
export const functionsOf = (file: FileChange): string[] => [
  ...new Set(file.hunks.map((hunk) => hunk[4]).filter((name) => name !== '')),
]

export const pairKey = (author: number, thing: number): number => author * 16_777_216 + thing

interface Touch {
  readonly now: number
  readonly lines: number
  readonly fix: boolean
  readonly author: number
  readonly withTest: boolean
}

const touch = (rows: Rows, row: number, by: Touch): void => {
  const last = cell(rows, row, H.last)
  if (cell(rows, row, H.changes) === 0) setCell(rows, row, H.first, by.now)
  addCell(rows, row, H.changes)
  setCell(rows, row, H.recent, faded(cell(rows, row, H.recent), last, by.now, 90 * DAY) + 1)
  setCell(rows, row, H.churn, faded(cell(rows, row, H.churn), last, by.now, 90 * DAY) + by.lines)
  setCell(rows, row, H.last, Math.max(last, by.now))
  setCell(rows, row, H.lastAuthor, by.author)
  addCell(rows, row, H.size, Math.log1p(Math.max(0, by.lines)))
  if (by.withTest) addCell(rows, row, H.withTest)
  if (!by.fix) return
  addCell(rows, row, H.fixes)
  setCell(
    rows,
    row,
    H.recentFixes,
    faded(cell(rows, row, H.recentFixes), cell(rows, row, H.lastFix), by.now, 365 * DAY) + 1,
  )
  setCell(rows, row, H.lastFix, by.now)
}

const rowOf = (index: Map<string, number>, rows: Rows, key: string): number => {
  const known = index.get(key)
  if (known !== undefined) return known
  const row = addRow(rows)
  index.set(key, row)
  return row
}

const moveIncidents = (past: Past, from: string, to: string): void => {
  const incidents = past.incidents.get(from)
  if (incidents === undefined) return
  past.incidents.delete(from)
  past.incidents.set(to, incidents)
}

const MOST_NAMESAKES = 20

const rememberStem = ({ stems }: Past, path: string, row: number): void => {
  const stem = stemOfPath(path)
  stems.set(stem, [...(stems.get(stem) ?? []), row].slice(-MOST_NAMESAKES))
}

const fileOf = (past: Past, file: FileChange): number => {
  const old = file.oldPath === undefined ? undefined : past.fileIndex.get(file.oldPath)
  if (old !== undefined && file.oldPath !== undefined && file.status === 'renamed' && !past.fileIndex.has(file.path)) {
    past.fileIndex.delete(file.oldPath)
    past.fileIndex.set(file.path, old)
    past.paths[old] = file.path
    rememberStem(past, file.path, old)
    moveIncidents(past, file.oldPath, file.path)
    return old
  }
  const row = rowOf(past.fileIndex, past.files, file.path)
  if (row === past.paths.length) {
    past.paths.push(file.path)
    rememberStem(past, file.path, row)
    past.blames.push(undefined)
    addRow(past.latest)
  }
  return row
}

const rememberFile = (past: Past, file: FileChange, change: number, by: Touch): number => {
  const row = fileOf(past, file)
  if (addCount(past.authorFiles, pairKey(by.author, row)) === 1) addCell(past.files, row, H.developers)
  touch(past.files, row, by)
  const turn = cell(past.latest, row, COMPANIONS)
  setCell(past.latest, row, turn % COMPANIONS, change)
  setCell(past.latest, row, COMPANIONS, turn + 1)
  past.blames[row] =
    file.status === 'deleted' ? [] : applyHunks(past.blames[row] ?? [], file.hunks, change, file.added, file.deleted)
  return row
}

/** Of the files of a bulk change only the known ones are followed, and only so that their lines stay in place. */
const shiftLines = (past: Past, file: FileChange, change: number): void => {
  const row = past.fileIndex.get(file.path)
  const blame = row === undefined ? undefined : past.blames[row]
  if (row === undefined || blame === undefined) return
  past.blames[row] = file.status === 'deleted' ? [] : applyHunks(blame, file.hunks, change, file.added, file.deleted)
}

const rememberAuthor = (past: Past, author: number, size: number, now: number): void => {
  const { authors } = past
  const last = cell(authors, author, A.last)
  if (cell(authors, author, A.changes) === 0) setCell(authors, author, A.first, now)
  addCell(authors, author, A.changes)
  addCell(authors, author, A.size, size)
  setCell(authors, author, A.recent, faded(cell(authors, author, A.recent), last, now, 90 * DAY) + 1)
  setCell(authors, author, A.series, now - last < 1800 ? cell(authors, author, A.series) + 1 : 1)
  setCell(authors, author, A.last, Math.max(last, now))
}

/** Takes a change into the past and returns its number. */
export const rememberChange = (past: Past, change: Change, now: number): number => {
  const number = addRow(past.changes)
  const kind = classifyMessage(change.title)
  const fix = kind.fix || change.fixes.length > 0
  const author = rowOf(past.authorIndex, past.authors, change.author)
  const files = change.files.slice(0, MOST_FILES)
  const withTest = files.some((file) => classifyPath(file.path) === 'test')
  const touched: number[] = []
  const functions: number[] = []
  const folders = new Set<string>()
  for (const file of files) {
    const by = { now, lines: file.added + file.deleted, fix, author, withTest }
    touched.push(rememberFile(past, file, number, by))
    folders.add(folderOf(file.path))
    for (const name of functionsOf(file)) {
      if (functions.length >= MOST_FUNCTIONS) break
      const key = functionKey(file.path, name)
      let row = countOf(past.functionIndex, key) - 1
      if (row < 0) {
        row = addRow(past.functions)
        setCount(past.functionIndex, key, row + 1)
      }
      touch(past.functions, row, by)
      functions.push(row)
    }
  }
  for (const file of change.files.slice(MOST_FILES)) shiftLines(past, file, number)
  for (const folder of folders) {
    const row = rowOf(past.folderIndex, past.folders, folder)
    addCount(past.authorFolders, pairKey(author, row))
    touch(past.folders, row, { now, lines: 0, fix, author, withTest })
  }
  const size = Math.log1p(Math.max(0, change.added))
  rememberAuthor(past, author, size, now)
  addList(past.changeFiles, touched)
  addList(past.changeFunctions, functions)
  past.events.push(change.event)
  past.shas.push(change.sha)
  if (change.number !== undefined) past.numbers.set(change.number, number)
  if (change.sha !== '') past.changeIndex.set(change.sha, number)
  setCell(past.changes, number, C.time, now)
  setCell(past.changes, number, C.author, author)
  setCell(past.changes, number, C.fix, fix ? 1 : 0)
  const hour = Math.floor((((change.authoredAt % DAY) + DAY) % DAY) / 3600)
  past.hours[hour] = (past.hours[hour] as number) + 1
  const { totals } = past
  totals.recent = faded(totals.recent, totals.lastTime, now, 30 * DAY) + 1
  totals.lastTime = Math.max(totals.lastTime, now)
  totals.changes++
  totals.size += size
  if (kind.type !== '') totals.conventional++
  return number
}
