import { type Blame, linesOf } from '../past/blame.js'
import type { Change, FileChange } from '../past/change.js'
import { classifyPath } from '../past/classify-path.js'
import { C, type Past } from '../past/past.js'
import { functionKey, functionsOf } from '../past/remember-change.js'
import { cell, listOf } from '../past/rows.js'
import { countOf } from '../past/tally.js'

/** What a fix touches, and who stands there. */
export interface FixTrace {
  /** Rows of its files and functions, of code alone where it touches code. */
  readonly files: ReadonlySet<number>
  readonly functions: ReadonlySet<number>
  /** By change: its lines around those of the fix, the nearer the more. */
  readonly near: ReadonlyMap<number, number>
  /** By file: the part of its lines by change. */
  readonly standing: ReadonlyMap<number, ReadonlyMap<number, number>>
  /** Row of its author; -1 for one who is new. */
  readonly author: number
  /** Names that it takes out, and that it brings in, as terms. */
  readonly deleted: ReadonlySet<string>
  readonly added: ReadonlySet<string>
}

const MOST_FILES = 40
const MOST_HUNKS = 40
const MOST_NAMES = 120
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

const lookAround = (near: Map<number, number>, blame: Blame, file: FileChange): void => {
  const writers = writersOf(blame)
  const add = (line: number, weight: number): void => {
    const writer = writers[line] ?? -1
    if (writer >= 0) near.set(writer, (near.get(writer) ?? 0) + weight)
  }
  for (const [start, old] of file.hunks.slice(0, MOST_HUNKS)) {
    // Counted from 0: the first line of the hunk, and the one behind it.
    const from = old === 0 ? start : start - 1
    for (let line = from; line < from + Math.min(old, AROUND); line++) add(line, 1)
    for (let off = 1; off <= AROUND; off++) {
      add(from - off, WEIGHTS[off] as number)
      add(from + old + off - 1, WEIGHTS[off] as number)
    }
  }
}

const sharesOf = (blame: Blame): Map<number, number> => {
  const shares = new Map<number, number>()
  const all = Math.max(1, linesOf(blame))
  for (let at = 0; at < blame.length; at += 2) {
    const writer = blame[at + 1] as number
    shares.set(writer, (shares.get(writer) ?? 0) + (blame[at] as number) / all)
  }
  return shares
}

const termsIn = (names: readonly string[] = []): Set<string> =>
  new Set(names.slice(0, MOST_NAMES).map((name) => name.toLowerCase()))

/** Reads where a fix meets the past. */
export const readFix = (past: Past, fix: Change): FixTrace => {
  const files = new Set<number>()
  const functions = new Set<number>()
  const near = new Map<number, number>()
  const standing = new Map<number, ReadonlyMap<number, number>>()
  const hasCode = fix.files.some(({ path }) => classifyPath(path) === 'code')
  for (const file of fix.files.slice(0, MOST_FILES)) {
    const path = file.oldPath ?? file.path
    const row = past.fileIndex.get(path)
    if (row === undefined || (hasCode && classifyPath(file.path) !== 'code')) continue
    files.add(row)
    for (const name of functionsOf(file)) {
      const at = countOf(past.functionIndex, functionKey(path, name)) - 1
      if (at >= 0) functions.add(at)
    }
    const blame = past.blames[row] ?? []
    lookAround(near, blame, file)
    standing.set(row, sharesOf(blame))
  }
  const deleted = termsIn(fix.tokens?.deleted)
  return {
    files,
    functions,
    near,
    standing,
    author: past.authorIndex.get(fix.author) ?? -1,
    deleted,
    added: new Set([...termsIn(fix.tokens?.added)].filter((term) => !deleted.has(term))),
  }
}

/** The same of a fix that is remembered already: its lines have moved on. */
export const recallFix = (past: Past, fix: number): FixTrace => ({
  files: new Set(listOf(past.changeFiles, fix).subarray(0, MOST_FILES)),
  functions: new Set(listOf(past.changeFunctions, fix)),
  near: new Map(),
  standing: new Map(),
  author: cell(past.changes, fix, C.author),
  deleted: new Set(),
  added: new Set(),
})
