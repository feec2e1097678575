import { type Blame, linesOf, readBlame } from '../past/blame.js'
import type { Change, FileChange } from '../past/change.js'
import { classifyPath } from '../past/classify-path.js'
import type { Past } from '../past/past.js'
import { functionKey, functionsOf } from '../past/remember-change.js'
import { termsOf, termsOfPath } from '../past/split-terms.js'
import { countOf } from '../past/tally.js'

/** What a fix touches, and who stands there. */
export interface FixTrace {
  /** Rows of its files and functions, of code alone where it touches code. */
  readonly files: ReadonlySet<number>
  readonly functions: ReadonlySet<number>
  /** By change: its lines around those of the fix, the nearer the more. */
  readonly near: ReadonlyMap<number, number>
  /** By change: its part of the lines of these files, the mean over them. */
  readonly standing: ReadonlyMap<number, number>
  /** Row of its author; -1 for one who is new. */
  readonly author: number
  /** Names that it takes out, and that it brings in, as terms. */
  readonly deleted: ReadonlySet<string>
  readonly added: ReadonlySet<string>
}

/** All that a fix tells of whom to suspect, read while the lines are still there that it replaces. */
export interface FixReading {
  readonly trace: FixTrace
  /** By change: its lines that the fix replaces, and neighbours of what the fix adds. */
  readonly lines: ReadonlyMap<number, number>
  readonly beside: ReadonlyMap<number, number>
  /** Rows of the files that it touches. */
  readonly files: readonly number[]
  /** The words of its paths and functions, and the names in its lines, as terms. */
  readonly terms: readonly string[]
  readonly names: readonly string[]
}

const MOST_FILES = 40
const MOST_HUNKS = 40
const MOST_NAMES = 120
/** Functions of a file whose names are read. */
const MOST_FUNCTIONS = 10
/** Lines before and after a hunk whose writers stand beside it, and what the line before a pure addition counts. */
const CLOSE = 3
const BESIDE = 3
/** Lines before and after a hunk that are looked at, and those in which their weight is halved. */
const AROUND = 30
const HALVED = 6
const WEIGHTS = Float64Array.from({ length: AROUND + 1 }, (_, off) => 2 ** (-off / HALVED))
/** A file of more lines is read up to here. */
const MOST_LINES = 40_000

const writersOf = (blame: Blame): Int32Array => {
  const writers = new Int32Array(Math.min(MOST_LINES, linesOf(blame)))
  let line = 0
  for (let at = 0; at < blame.length && line < writers.length; at += 2) {
    const end = line + (blame[at] as number)
    writers.fill(blame[at + 1] as number, line, end)
    line = end
  }
  return writers
}

const add = (sums: Map<number, number>, key: number, by: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + by)
}

const lookAround = (near: Map<number, number>, blame: Blame, file: FileChange): void => {
  const writers = writersOf(blame)
  const look = (line: number, weight: number): void => {
    const writer = writers[line] ?? -1
    if (writer >= 0) add(near, writer, weight)
  }
  for (const [start, old] of file.hunks.slice(0, MOST_HUNKS)) {
    // Counted from 0: the first line of the hunk, and the one behind it.
    const from = old === 0 ? start : start - 1
    for (let line = from; line < from + Math.min(old, AROUND); line++) look(line, 1)
    for (let off = 1; off <= AROUND; off++) {
      look(from - off, WEIGHTS[off] as number)
      look(from + old + off - 1, WEIGHTS[off] as number)
    }
  }
}

const addShares = (standing: Map<number, number>, blame: Blame, of: number): void => {
  const all = Math.max(1, linesOf(blame)) * of
  for (let at = 0; at < blame.length; at += 2) add(standing, blame[at + 1] as number, (blame[at] as number) / all)
}

const termsIn = (names: readonly string[] = []): Set<string> =>
  new Set(names.slice(0, MOST_NAMES).map((name) => name.toLowerCase()))

/** Where a fix meets the past. */
const traceOf = (past: Past, fix: Change): FixTrace => {
  const functions = new Set<number>()
  const near = new Map<number, number>()
  const standing = new Map<number, number>()
  const touched = new Map<number, FileChange>()
  const hasCode = touchesCode(fix)
  for (const file of fix.files.slice(0, MOST_FILES)) {
    const row = past.fileIndex.get(file.oldPath ?? file.path)
    if (row === undefined || (hasCode && classifyPath(file.path) !== 'code')) continue
    touched.set(row, file)
  }
  for (const [row, file] of touched) {
    for (const name of functionsOf(file)) {
      const at = countOf(past.functionIndex, functionKey(file.oldPath ?? file.path, name)) - 1
      if (at >= 0) functions.add(at)
    }
    const blame = past.blames[row] ?? []
    lookAround(near, blame, file)
    addShares(standing, blame, touched.size)
  }
  const deleted = termsIn(fix.tokens?.deleted)
  return {
    files: new Set(touched.keys()),
    functions,
    near,
    standing,
    author: past.authorIndex.get(fix.author) ?? -1,
    deleted,
    added: new Set([...termsIn(fix.tokens?.added)].filter((term) => !deleted.has(term))),
  }
}

const touchesCode = ({ files }: Change): boolean => files.some(({ path }) => classifyPath(path) === 'code')

/** Reads what a fix tells, which must not be remembered yet. */
export const readFix = (past: Past, fix: Change): FixReading => {
  const lines = new Map<number, number>()
  const beside = new Map<number, number>()
  const files: number[] = []
  const terms = new Set<string>()
  const hasCode = touchesCode(fix)
  for (const file of fix.files.slice(0, MOST_FILES)) {
    const row = past.fileIndex.get(file.oldPath ?? file.path)
    for (const term of termsOfPath(file.path)) terms.add(term)
    for (const name of functionsOf(file).slice(0, MOST_FUNCTIONS))
      for (const term of termsOf(name).keys()) terms.add(term)
    if (row === undefined) continue
    files.push(row)
    // Where a fix touches code, what it does to tests and documents tells nothing of the cause.
    if (hasCode && classifyPath(file.path) !== 'code') continue
    const blame = past.blames[row] ?? []
    readBlame(blame, file.hunks, (count, writer, replaced) => {
      if (writer >= 0) add(replaced ? lines : beside, writer, replaced ? count : BESIDE)
    })
    for (const [start, old] of file.hunks.slice(0, MOST_HUNKS)) {
      const from = Math.max(1, start - CLOSE)
      readBlame(blame, [[from, start - from + old + CLOSE, 0, 0]], (count, writer) => {
        if (writer >= 0) add(beside, writer, count)
      })
    }
  }
  const names = [...(fix.tokens?.deleted ?? []), ...(fix.tokens?.added ?? [])]
  return {
    trace: traceOf(past, fix),
    lines,
    beside,
    files,
    terms: [...terms],
    names: names.slice(0, MOST_NAMES).map((name) => name.toLowerCase()),
  }
}
