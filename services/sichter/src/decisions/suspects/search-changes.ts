import type { Judgement } from '../judgement.js'
import type { SuspectQuery } from './suspect-query.js'
import { cell, listOf } from '../past/rows.js'
import { newScratch } from '../models/scratch.js'
import { C, type Past } from '../past/past.js'
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
import { agePriors, ageStep, stepFrom, type Suspects } from './suspects.js'
import { findPlaces, type Pointed, spread } from './find-places.js'
import { columnsAt, MARK, type ReadTerm, S, type Table, writeColumns } from './match-columns.js'
import { weighTerms } from './term-worth.js'
import { mostOf } from '../models/most-of.js'
import { addPlace, newPlaces, placeOf, type Places } from '../past/places.js'

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

/** What was found. */
export interface Found extends Table {
  /** The changes that were found, by their words and then by their files. */
  readonly changes: number[]
  /** By row of `past.files`, and of `past.functions`: how much the best finds point there; until the next search. */
  readonly files: Places
  readonly functions: Places
  /** Sum of the weights of the terms that are known here. */
  readonly known: number
  /** By step of age: how likely it is that of a culprit. */
  readonly priors: Float64Array
  readonly pointed: Pointed
  /** By change: how like the report the fixes were that named it, at most, and the sum of their squares. */
  readonly told: ReadonlyMap<number, Told>
  /** What was read of the terms. */
  readonly postings: Postings
  readonly read: readonly ReadTerm[]
}

interface Told {
  most: number
  sum: number
}

const SPREADERS = 150
const BEST_FILES = 12
const HOLDERS_OF_FILE = 60
/** Past fixes that speak most like the report, and changes named by them that become suspects. */
const MOST_FIXES = 40
const MOST_TOLD = 60

/** The changes that were named by the fixes most like the report. */
const findTold = (causes: Suspects['causes'], table: Table, changes: readonly number[]): Map<number, Told> => {
  const told = new Map<number, Told>()
  const likenessOf = (change: number): number => table.columns[columnsAt(table, change) + S.any] as number
  const fixes = changes
    .filter((change) => causes.has(change))
    .sort((a, b) => likenessOf(b) - likenessOf(a) || b - a)
    .slice(0, MOST_FIXES)
  for (const fix of fixes)
    for (const bad of causes.get(fix) ?? []) {
      const known = told.get(bad) ?? { most: 0, sum: 0 }
      if (known.most === 0 && told.size >= MOST_TOLD) continue
      const likeness = likenessOf(fix)
      told.set(bad, { most: Math.max(known.most, likeness), sum: known.sum + likeness ** 2 })
    }
  return told
}

interface Term {
  readonly number: number
  readonly holders: number
  readonly value: number
  readonly marks: number
}

const marksOf = ({ names, head, trace }: SuspectQuery, term: string): number =>
  (names.has(term) ? MARK.name : 0) |
  (head.has(term) ? MARK.head : 0) |
  (term.startsWith('^') ? MARK.prefix : 0) |
  (trace?.deleted.has(term) === true ? MARK.fixDeleted : trace?.added.has(term) === true ? MARK.fixAdded : 0)

/** The terms of the report that tell changes apart, the most telling first. */
const tellingTerms = (index: TermIndex, query: SuspectQuery, all: number): Term[] => {
  const telling: Term[] = []
  for (const [term, weight] of query.terms) {
    const number = findTerm(index, term)
    const holders = holdersOf(index, number)
    if (holders > 0 && holders < Math.max(30, COMMON * all))
      telling.push({
        number,
        holders,
        value: weight * Math.log((all + 1) / holders),
        marks: marksOf(query, term),
      })
  }
  return telling.sort((a, b) => b.value - a.value).slice(0, MOST_TERMS)
}

const readTerms = (index: TermIndex, terms: readonly Term[], known: number, postings: Postings): ReadTerm[] => {
  const read: ReadTerm[] = []
  for (const { number, holders, value, marks } of terms) {
    if (postings.used >= MOST_POSTINGS) break
    readPostings(index, number, MOST_HOLDERS, postings)
    read.push({ end: postings.used, holders, part: value / known, marks })
  }
  return read
}

const scoresOf = newScratch((size) => new Float32Array(size))

/** The changes that come first by their words and their age, the best first. */
const firstFinds = (
  postings: Postings,
  read: readonly ReadTerm[],
  past: Past,
  ages: { readonly now: number; readonly priors: Float64Array },
) => {
  const { used, cells, width } = past.changes
  const scores = scoresOf(used)
  let at = 0
  for (const { end, part } of read)
    for (; at < end; at++) {
      const posting = postings.cells[at] as number
      const change = changeOf(posting)
      scores[change] = (scores[change] as number) + part * (FIRST_OF[placesOf(posting)] as number)
    }
  const touched: number[] = []
  // Neighbours in the history are of nearly the same age.
  let step = 0
  for (let change = used - 1; change >= 0; change--) {
    const score = scores[change] as number
    if (score === 0) continue
    step = stepFrom(step, ages.now - (cells[change * width + C.time] as number))
    scores[change] = score + AGE * (ages.priors[step] as number)
    touched.push(change)
  }
  return { scores, changes: mostOf(touched, scores, MOST_FINDS) }
}

const functionSlots = newScratch((size) => new Uint16Array(size))

/** Finds the changes that share terms with a report, and the files and functions where these meet. */
export const searchChanges = ({ past, suspects }: Judgement, query: SuspectQuery): Found => {
  const { index } = suspects
  const all = past.changes.used
  const priors = agePriors(suspects.ages)
  const priorOf = (change: number): number => priors[ageStep(query.now - cell(past.changes, change, C.time))] as number
  const terms = tellingTerms(index, query, all)
  const known = terms.reduce((sum, { value }) => sum + value, 1e-9)
  const postings = newPostings(MOST_POSTINGS + MOST_HOLDERS)
  const read = readTerms(index, terms, known, postings)
  const { scores, changes } = firstFinds(postings, read, past, { now: query.now, priors })
  const rows = new Uint16Array(all)
  const columns = new Float32Array((1 + MOST_FINDS + BEST_FILES * HOLDERS_OF_FILE + MOST_TOLD) * S.width)
  const table = { rows, columns }
  let used = 0
  const addFind = (change: number): void => {
    rows[change] = ++used
    const score = scores[change] as number
    columns[used * S.width + S.first] = score === 0 ? AGE * priorOf(change) : score
  }
  const addOther = (change: number): void => {
    changes.push(change)
    if (rows[change] === 0) addFind(change)
  }
  for (const change of changes) addFind(change)
  const worth = weighTerms(suspects.worth)
  writeColumns(table, postings, read, 1, worth)
  const files = newPlaces(past.files.used)
  const functions = newPlaces(past.functions.used, functionSlots(past.functions.used))
  for (const change of changes.slice(0, SPREADERS)) {
    const weight = (columns[columnsAt(table, change) + S.any] as number) ** 2
    spread(files, listOf(past.changeFiles, change), weight)
    spread(functions, listOf(past.changeFunctions, change), weight)
  }
  const pointed = findPlaces(past, index, query, table, changes)
  const told = findTold(suspects.causes, table, changes)
  const byWords = used
  for (const row of query.files) addPlace(files, row, 1)
  const best = files.named.toSorted((a, b) => placeOf(files, b) - placeOf(files, a) || a - b).slice(0, BEST_FILES)
  for (const row of best) walkHolders(index, `/${past.paths[row] ?? ''}`, HOLDERS_OF_FILE, addOther)
  for (const change of told.keys()) addOther(change)
  writeColumns(table, postings, read, byWords + 1, worth)
  return { ...table, changes, files, functions, known, priors, pointed, told, postings, read }
}
