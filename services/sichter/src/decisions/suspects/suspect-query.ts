import { readBlame } from '../past/blame.js'
import type { Change } from '../past/change.js'
import { C, type Past } from '../past/past.js'
import { cell, listOf } from '../past/rows.js'
import type { KeptFixes } from './kept-fixes.js'
import { type FixReading, type FixTrace, readFix } from './read-fix.js'
import { headOf, namesIn, prefixOf, stemOfPath, stemsIn, termsOf, termsOfPath } from '../past/split-terms.js'

/** What is known of an incident when its cause is looked for; any part of it may be missing. Times are seconds. */
export interface Report {
  readonly time: number
  /** Title, text, stack trace, failing test, log excerpt: all of it in one. Hostile: only compared, never obeyed. */
  readonly text: string
  readonly service?: string
  readonly files: readonly string[]
  /** The change that ended it, where it is known. */
  readonly fix?: Change
  /** The same by its number, where it is remembered already. */
  readonly fixedBy?: number
  /** Numbers of changes that a person says it was not. */
  readonly denied?: readonly number[]
}

/** A report in the words of the index. */
export interface SuspectQuery {
  readonly now: number
  readonly terms: ReadonlyMap<string, number>
  /** Those of them that look like names in code, and those of its first sentence. */
  readonly names: ReadonlySet<string>
  readonly head: ReadonlySet<string>
  /** Words that may be the stem of a file's name. */
  readonly stems: ReadonlySet<string>
  /** Rows of the files that the report names. */
  readonly files: readonly number[]
  /** By change: lines of its own that a stack trace names, or that the fix replaces; and neighbours of what the fix adds. */
  readonly lines: ReadonlyMap<number, number>
  readonly beside: ReadonlyMap<number, number>
  /** Rows of the files that the fix touches. */
  readonly fixFiles: readonly number[]
  /** Where the fix meets the past, where it is known. */
  readonly trace?: FixTrace
  /** Commits that the text names, at least by twelve characters. */
  readonly named: readonly string[]
  readonly words: number
  /** Whether it begins with a title of the form `place: what`. */
  readonly hasPrefix: boolean
  readonly byFix: boolean
  /** Changes that are no suspects: the fix itself, and what a person denied. */
  readonly cleared: ReadonlySet<number>
}

const PLACE = /([\w./-]{1,200}\.[A-Za-z]{1,6}):(\d{1,6})/g
const FILE = /[\w./-]{1,200}\.[A-Za-z]{1,6}\b/g
const COMMIT = /\b[0-9a-f]{12,40}\b/g
const MOST_FILES = 40
const MOST_PLACES = 40

const add = (sums: Map<number, number>, key: number, by: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + by)
}

/** Rows of the files that a name in a text can mean: the path itself, or the only ones that end like it. */
const filesNamed = (past: Past, names: readonly string[]): Map<string, number> => {
  const found = new Map<string, number>()
  const open = new Map<string, string[]>()
  for (const name of names) {
    const row = past.fileIndex.get(name.replace(/^\.?\//, ''))
    if (row !== undefined) found.set(name, row)
    else {
      const base = name.slice(name.lastIndexOf('/') + 1)
      // No file ever had a name with such a stem: the whole list of files need not be looked through.
      if (past.stems.has(stemOfPath(base))) open.set(base, [...(open.get(base) ?? []), name])
    }
  }
  if (open.size === 0) return found
  for (const [path, row] of past.fileIndex) {
    const wanted = open.get(path.slice(path.lastIndexOf('/') + 1))
    for (const name of wanted ?? [])
      if (`/${name}`.endsWith(`/${path}`) || `/${path}`.endsWith(`/${name}`)) found.set(name, row)
  }
  return found
}

const MOST_TERMS = 300
const LIKE_TEXT = 0.5

/** Of a fix that was not kept there is what became of it: its lines have moved on. */
const recallFix = (past: Past, fix: number): FixReading => {
  const files = [...listOf(past.changeFiles, fix).subarray(0, MOST_FILES)]
  const lines = new Map<number, number>()
  // Whom they were blamed on when it came is remembered.
  for (const row of files)
    for (const pairs of [past.fixedIn.get(row) ?? [], past.blamedIn.get(row) ?? []])
      for (let at = 0; at < pairs.length; at += 2) if (pairs[at + 1] === fix) add(lines, pairs[at] as number, 1)
  return {
    trace: {
      files: new Set(files),
      functions: new Set(listOf(past.changeFunctions, fix)),
      near: new Map(),
      standing: new Map(),
      author: cell(past.changes, fix, C.author),
      deleted: new Set(),
      added: new Set(),
    },
    lines,
    beside: new Map(),
    files,
    terms: files.flatMap((row) => termsOfPath(past.paths[row] ?? '')),
    names: [],
  }
}

const readingOf = (past: Past, kept: KeptFixes, { fix, fixedBy }: Report): FixReading | undefined => {
  if (fix !== undefined) return readFix(past, fix)
  return fixedBy === undefined ? undefined : (kept.get(fixedBy) ?? recallFix(past, fixedBy))
}

/** Reads a report against the past. `kept`: what the latest fixes told, for a report that names one of them. */
export const readReport = (past: Past, report: Report, kept: KeptFixes = new Map()): SuspectQuery => {
  const text = report.text.slice(0, 32_000)
  const terms = new Map([...termsOf(text)].map(([term, count]) => [term, 1 + Math.log(count)]))
  for (const term of termsOf(report.service ?? '').keys()) terms.set(term, (terms.get(term) ?? 0) + 1)
  const words = terms.size
  const head = headOf(text)
  const prefix = prefixOf(head)
  if (prefix !== '') terms.set(prefix, 1)
  const names = [...new Set([...report.files, ...[...text.matchAll(FILE)].map(([name]) => name)])].slice(0, MOST_FILES)
  const named = filesNamed(past, names)
  const lines = new Map<number, number>()
  for (const [, name = '', line = ''] of [...text.matchAll(PLACE)].slice(0, MOST_PLACES)) {
    const blame = past.blames[named.get(name) ?? -1]
    if (blame === undefined) continue
    readBlame(blame, [[Number(line), 1, 0, 0]], (_, writer) => {
      if (writer >= 0) add(lines, writer, 1)
    })
  }
  const reading = readingOf(past, kept, report)
  for (const term of reading?.terms ?? []) terms.set(term, Math.max(terms.get(term) ?? 0, LIKE_TEXT))
  for (const term of reading?.names ?? [])
    if (terms.size < MOST_TERMS || terms.has(term)) terms.set(term, Math.max(terms.get(term) ?? 0, LIKE_TEXT))
  for (const [writer, count] of reading?.lines ?? []) add(lines, writer, count)
  return {
    now: report.time,
    terms,
    names: namesIn(text),
    head: new Set(termsOf(head).keys()),
    stems: stemsIn(text, head),
    files: [...new Set(named.values())],
    lines,
    beside: reading?.beside ?? new Map(),
    fixFiles: reading?.files ?? [],
    ...(reading === undefined ? {} : { trace: reading.trace }),
    named: [...text.matchAll(COMMIT)].map(([name]) => name),
    words,
    hasPrefix: prefix !== '',
    byFix: reading !== undefined,
    cleared: new Set([...(report.denied ?? []), ...(report.fixedBy === undefined ? [] : [report.fixedBy])]),
  }
}
