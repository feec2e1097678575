import type { Judgement } from './judgement.js'
import type { SuspectQuery } from './suspect-query.js'
import { cell, listOf } from './rows.js'
import { C } from './past.js'
import {
  changeOf,
  findTerm,
  holdersOf,
  newPostings,
  placesOf,
  type Postings,
  readPostings,
  type TermIndex,
  walkHolders,
} from './term-index.js'
import { agePriors, ageStep } from './suspects.js'
import { mostOf } from './most-of.js'

/** Columns of what a search finds of a change: coverage of the report by each part, and what its identifiers tell. */
export const S = {
  title: 0,
  body: 1,
  path: 2,
  function: 3,
  added: 4,
  deleted: 5,
  part: 6,
  any: 7,
  rarest: 8,
  introduced: 9,
  latest: 10,
  matches: 11,
  first: 12,
  width: 13,
} as const

/** Holders of one term that are looked at, and the part of all changes above which a term says nothing. */
const MOST_HOLDERS = 1500
const COMMON = 0.08
/** Terms of a report that are looked up, the most telling first, and postings that are read for all of them. */
const MOST_TERMS = 100
const MOST_POSTINGS = 30_000
/** Finds that are looked at more closely. */
const MOST_FINDS = 400
/** Weight of each part, and of the age, in the first order. */
const FIRST = [1.2, 0.5, 0.9, 0.9, 1, 0.5, 0.3]
export const AGE = 0.06
/** The places of a posting are bits in the order of the columns: the weight of each set of them. */
const FIRST_OF = Float64Array.from({ length: 2 ** FIRST.length }, (_, places) =>
  FIRST.reduce((sum, weight, place) => sum + ((places >> place) & 1) * weight, 0),
)

interface Table {
  /** By change: its row of columns; row 0, all zeros, is that of the changes that were not found. */
  readonly rows: Uint16Array
  readonly columns: Float32Array
}

/** What was found. */
export interface Found extends Table {
  /** The changes that were found, by their words and then by their files. */
  readonly changes: number[]
  /** By row of `past.files`, and of `past.functions`: how much the best finds point there. */
  readonly files: Map<number, number>
  readonly functions: Map<number, number>
  /** Sum of the weights of the terms that are known here. */
  readonly known: number
  /** By step of age: how likely it is that of a culprit. */
  readonly priors: Float64Array
}

/** Where the columns of a change begin. */
export const columnsAt = ({ rows }: Table, change: number): number => (rows[change] ?? 0) * S.width

const SPREADERS = 150
const MOST_SPREAD = 40
const BEST_FILES = 12
const HOLDERS_OF_FILE = 60

interface Term {
  readonly number: number
  readonly holders: number
  readonly value: number
}

/** The terms of the report that tell changes apart, the most telling first. */
const tellingTerms = (index: TermIndex, terms: ReadonlyMap<string, number>, all: number): Term[] => {
  const telling: Term[] = []
  for (const [term, weight] of terms) {
    const number = findTerm(index, term)
    const holders = holdersOf(index, number)
    if (holders > 0 && holders < Math.max(30, COMMON * all))
      telling.push({ number, holders, value: weight * Math.log((all + 1) / holders) })
  }
  return telling.sort((a, b) => b.value - a.value).slice(0, MOST_TERMS)
}

/** A term whose postings were read: where they end, and what part of the report it is. */
interface Read {
  readonly end: number
  readonly holders: number
  readonly part: number
}

const readTerms = (index: TermIndex, terms: readonly Term[], known: number, postings: Postings): Read[] => {
  const read: Read[] = []
  for (const { number, holders, value } of terms) {
    if (postings.used >= MOST_POSTINGS) break
    readPostings(index, number, MOST_HOLDERS, postings)
    read.push({ end: postings.used, holders, part: value / known })
  }
  return read
}

/** The changes that come first by their words and their age, the best first. */
const firstFinds = (postings: Postings, read: readonly Read[], priorOf: (change: number) => number, all: number) => {
  const scores = new Float32Array(all)
  const touched: number[] = []
  let at = 0
  for (const { end, part } of read)
    for (; at < end; at++) {
      const posting = postings.cells[at] as number
      const change = changeOf(posting)
      const score = scores[change] as number
      if (score === 0) touched.push(change)
      scores[change] = score + part * (FIRST_OF[placesOf(posting)] as number)
    }
  for (const change of touched) scores[change] = (scores[change] as number) + AGE * priorOf(change)
  return { scores, changes: mostOf(touched, scores, MOST_FINDS) }
}

/** Writes down what the terms tell of the finds whose rows begin here. */
const writeColumns = ({ rows, columns }: Table, postings: Postings, read: readonly Read[], from: number): void => {
  let at = 0
  for (const { end, holders, part } of read) {
    const rarity = Math.log((rows.length + 1) / holders)
    for (let turn = 0; at < end; at++, turn++) {
      const posting = postings.cells[at] as number
      const row = rows[changeOf(posting)] as number
      if (row < from) continue
      const to = row * S.width
      for (let rest = placesOf(posting), place = to; rest !== 0; rest >>= 1, place++)
        if ((rest & 1) !== 0) columns[place] = (columns[place] as number) + part
      columns[to + S.any] = (columns[to + S.any] as number) + part
      columns[to + S.matches] = (columns[to + S.matches] as number) + 1
      columns[to + S.rarest] = Math.max(columns[to + S.rarest] as number, rarity)
      if (turn === holders - 1) columns[to + S.introduced] = (columns[to + S.introduced] as number) + part
      if (turn === 0) columns[to + S.latest] = (columns[to + S.latest] as number) + part
    }
  }
}

/** Finds the changes that share terms with a report, and the files and functions where these meet. */
export const searchChanges = ({ past, suspects }: Judgement, query: SuspectQuery): Found => {
  const { index } = suspects
  const all = past.changes.used
  const priors = agePriors(suspects.ages)
  const priorOf = (change: number): number => priors[ageStep(query.now - cell(past.changes, change, C.time))] as number
  const terms = tellingTerms(index, query.terms, all)
  const known = terms.reduce((sum, { value }) => sum + value, 1e-9)
  const postings = newPostings(MOST_POSTINGS + MOST_HOLDERS)
  const read = readTerms(index, terms, known, postings)
  const { scores, changes } = firstFinds(postings, read, priorOf, all)
  const rows = new Uint16Array(all)
  const columns = new Float32Array((1 + MOST_FINDS + BEST_FILES * HOLDERS_OF_FILE) * S.width)
  const table = { rows, columns }
  let used = 0
  const addFind = (change: number): void => {
    rows[change] = ++used
    const score = scores[change] as number
    columns[used * S.width + S.first] = score === 0 ? AGE * priorOf(change) : score
  }
  for (const change of changes) addFind(change)
  writeColumns(table, postings, read, 1)
  const files = new Map<number, number>()
  const functions = new Map<number, number>()
  for (const change of changes.slice(0, SPREADERS)) {
    const weight = (columns[columnsAt(table, change) + S.any] as number) ** 2
    spread(files, listOf(past.changeFiles, change), weight)
    spread(functions, listOf(past.changeFunctions, change), weight)
  }
  const byWords = used
  for (const row of query.files) files.set(row, (files.get(row) ?? 0) + 1)
  const best = [...files].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, BEST_FILES)
  for (const [row] of best)
    walkHolders(index, `/${past.paths[row] ?? ''}`, HOLDERS_OF_FILE, (change) => {
      changes.push(change)
      if (rows[change] === 0) addFind(change)
    })
  writeColumns(table, postings, read, byWords + 1)
  return { ...table, changes, files, functions, known, priors }
}

const spread = (into: Map<number, number>, rows: Uint32Array, weight: number): void => {
  if (rows.length === 0 || rows.length > MOST_SPREAD) return
  const part = weight / Math.sqrt(rows.length)
  for (const row of rows) into.set(row, (into.get(row) ?? 0) + part)
}
