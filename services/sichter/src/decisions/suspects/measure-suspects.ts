import type { Judgement } from '../judgement.js'
import { C, DAY, faded, H } from '../past/past.js'
import { oldestOf, rowOf } from '../models/record-rows.js'
import { mostOf } from '../models/most-of.js'
import { addPlace, mostIn, newPlaces, placeOf, type Places } from '../past/places.js'
import { cell, type Lists, listOf } from '../past/rows.js'
import { newScratch } from '../models/scratch.js'
import { canChoose, type Candidates, weighCandidates } from './choice.js'
import { measureCandidates } from './measure-candidates.js'
import { columnsAt, S } from './match-columns.js'
import { newGround, measureGround, rankColumn } from './measure-ground.js'
import { measureFix } from './measure-fix.js'
import { measureWords } from './measure-words.js'
import { AGE, type Found, searchChanges } from './search-changes.js'
import { U, widthOf } from './suspect-columns.js'
import type { SuspectQuery } from './suspect-query.js'
import { ageStep, choiceOf } from './suspects.js'

/** Suspects that are looked at closely. */
export const POOL = 100
/** The first of the plain order, among whom these are chosen. */
const MOST_CANDIDATES = 250

/** The suspects of a report in the order without learning, and a row of columns for each. */
export interface Pool {
  readonly changes: readonly number[]
  readonly rows: Float32Array<ArrayBuffer>
  readonly found: Omit<Found, 'files' | 'functions' | 'pointed'>
  /** Among whom they were chosen. */
  readonly candidates: Candidates
}

const best = ({ items, ends }: Lists, change: number, of: Places): [most: number, sum: number] => {
  const from = change === 0 ? 0 : (ends[change - 1] as number)
  const end = ends[change] as number
  let most = 0
  let sum = 0
  for (let at = from; at < end; at++) {
    const value = placeOf(of, items[at] as number)
    most = Math.max(most, value)
    sum += value
  }
  return [most, sum / Math.sqrt(Math.max(1, end - from))]
}

const total = (of: ReadonlyMap<number, number>): number => [...of.values()].reduce((sum, value) => sum + value, 0)

const plainOf = newScratch((size) => new Float64Array(size))
const earlyOf = newScratch((size) => new Float64Array(size))

/** Finds the suspects of a report and measures each, as of now. */
export const measureSuspects = (judgement: Judgement, query: SuspectQuery): Pool => {
  const { past, learner } = judgement
  const { record } = learner
  const found = searchChanges(judgement, query)
  const { columns, priors } = found
  const known = new Set([...found.changes, ...query.lines.keys(), ...query.beside.keys()])
  const mostFile = mostIn(found.files, 1e-9)
  const mostFunction = mostIn(found.functions, 1e-9)
  const allLines = Math.max(1, total(query.lines))
  const allBeside = Math.max(1, total(query.beside))
  const plain = plainOf(past.changes.used)
  const eligible: number[] = []
  const isNamed = (change: number): boolean =>
    query.named.length > 0 && query.named.some((name) => (past.shas[change] ?? '').startsWith(name))
  for (const change of known) {
    const time = cell(past.changes, change, C.time)
    // What came after the report did not cause it; clocks differ by a day at most.
    if (time > query.now + DAY || query.cleared.has(change)) continue
    const [file] = best(past.changeFiles, change, found.files)
    const [functions] = best(past.changeFunctions, change, found.functions)
    eligible.push(change)
    plain[change] =
      ((columns[columnsAt(found, change) + S.first] as number) || AGE * (priors[ageStep(query.now - time)] as number)) +
      (0.3 * file) / mostFile +
      (0.2 * functions) / mostFunction +
      (2 * (query.lines.get(change) ?? 0)) / allLines +
      (query.beside.get(change) ?? 0) / allBeside +
      (isNamed(change) ? 2 : 0)
  }
  const first = mostOf(eligible, plain, MOST_CANDIDATES)
  const candidates = measureCandidates(judgement, query, found, { changes: first, plain })
  const choice = choiceOf(judgement.suspects, query.byFix)
  const early = earlyOf(past.changes.used)
  for (const [at, odds] of weighCandidates(choice, candidates).entries()) early[first[at] as number] = odds
  const chosen = canChoose(choice) ? mostOf(first, early, POOL) : first
  const changes = mostOf(chosen, plain, POOL)
  const fixFiles = newPlaces(past.files.used)
  for (const row of new Set(query.fixFiles)) addPlace(fixFiles, row, 1)
  const width = widthOf(query.byFix)
  const rows = new Float32Array(changes.length * width)
  const age = new Map([...changes].sort((a, b) => b - a).map((change, turn) => [change, turn]))
  const seenFile = new Map<number, number>()
  const fileTurn = new Map<number, number>()
  for (const change of [...changes].sort((a, b) => b - a)) {
    let turn = Infinity
    for (const row of listOf(past.changeFiles, change)) {
      if (placeOf(found.files, row) < mostFile / 4) continue
      const seen = seenFile.get(row) ?? 0
      seenFile.set(row, seen + 1)
      turn = Math.min(turn, seen)
    }
    fileTurn.set(change, turn === Infinity ? 30 : turn)
  }
  const most = { any: 1e-9, added: 1e-9, title: 1e-9 }
  for (const change of changes) {
    const at = columnsAt(found, change)
    most.any = Math.max(most.any, columns[at + S.any] as number)
    most.added = Math.max(most.added, columns[at + S.added] as number)
    most.title = Math.max(most.title, columns[at + S.title] as number)
  }
  const words = measureWords(judgement, query, found, changes)
  const fix = query.trace === undefined ? undefined : measureFix(judgement, query, query.trace, found, changes)
  const ground = newGround(judgement, found, changes)
  const topPlain = plain[changes[0] ?? -1] ?? 0
  for (const [turn, change] of changes.entries()) {
    const to = turn * width
    const from = columnsAt(found, change)
    const seconds = Math.max(0, query.now - cell(past.changes, change, C.time))
    const files = listOf(past.changeFiles, change)
    const set = (column: number, value: number): void => {
      rows[to + column] = value
    }
    const kept = change >= oldestOf(record) && change < record.count
    const [fileBest, fileSum] = best(past.changeFiles, change, found.files)
    const [functionBest, functionSum] = best(past.changeFunctions, change, found.functions)
    let bugs = 0
    for (const row of files)
      bugs = Math.max(
        bugs,
        faded(cell(past.files, row, H.recentBugs), cell(past.files, row, H.lastBug), query.now, 365 * DAY),
      )
    const bad = cell(past.changes, change, C.bad)
    const added = kept ? (record.baseline[rowOf(record, change)] as number) : 0
    set(U.plain, plain[change] as number)
    set(U.early, early[change] as number)
    for (let column = 0; column < 7; column++) set(U.title + column, columns[from + column] as number)
    set(U.any, columns[from + S.any] as number)
    set(U.rarest, columns[from + S.rarest] as number)
    set(U.introduced, columns[from + S.introduced] as number)
    set(U.latest, columns[from + S.latest] as number)
    set(U.matches, columns[from + S.matches] as number)
    set(U.age, Math.log1p(seconds / 3600))
    set(U.prior, priors[ageStep(seconds)] as number)
    set(U.size, added)
    set(U.files, files.length)
    set(U.fix, cell(past.changes, change, C.fix))
    set(U.bad, bad > 0 ? 1 : 0)
    set(U.sinceBad, bad > 0 ? Math.log1p(Math.max(0, query.now - bad) / 3600) : 20)
    set(U.risk, kept ? (record.score[rowOf(record, change)] as number) : -4)
    set(U.fileBest, fileBest / mostFile)
    set(U.fileSum, fileSum / mostFile)
    set(U.functionBest, functionBest / mostFunction)
    set(U.functionSum, functionSum / mostFunction)
    set(U.fileBugs, bugs)
    set(U.lines, Math.log1p(query.lines.get(change) ?? 0))
    set(U.linesShare, (query.lines.get(change) ?? 0) / allLines)
    set(U.beside, Math.log1p(query.beside.get(change) ?? 0))
    set(U.besideShare, (query.beside.get(change) ?? 0) / allBeside)
    set(U.named, isNamed(change) ? 1 : 0)
    set(U.words, Math.log1p(query.words))
    set(U.known, Math.log1p(found.known))
    set(U.anyOfBest, (columns[from + S.any] as number) / most.any)
    set(U.addedOfBest, (columns[from + S.added] as number) / most.added)
    set(U.titleOfBest, (columns[from + S.title] as number) / most.title)
    set(U.plainOfBest, (plain[change] as number) - topPlain)
    set(U.turn, age.get(change) ?? 0)
    set(U.fixFiles, best(past.changeFiles, change, fixFiles)[1] / Math.max(1, Math.sqrt(query.fixFiles.length)))
    set(U.fileTurn, fileTurn.get(change) ?? 30)
    set(U.anyBySize, (columns[from + S.any] as number) / (2 + added))
    set(U.candidates, Math.log1p(found.changes.length))
    words(change, set)
    fix?.(change, set)
    measureGround(ground, change, added, set)
  }
  rankColumn(rows, width, U.aliveInPointed, U.aliveTurn)
  rankColumn(rows, width, U.aliveInBest, U.aliveInBestTurn)
  return { changes, rows, found, candidates }
}
