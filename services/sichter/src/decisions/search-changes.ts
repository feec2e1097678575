import type { Judgement } from './judgement.js'
import type { SuspectQuery } from './suspect-query.js'
import { cell, listOf } from './rows.js'
import { C } from './past.js'
import { holdersOf, walkHolders } from './term-index.js'
import { agePrior } from './suspects.js'

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
const AGE = 0.06

/** What was found: a row of columns by change, and the changes that have one. */
export interface Found {
  readonly columns: Float32Array
  readonly changes: number[]
  /** By row of `past.files`, and of `past.functions`: how much the best finds point there. */
  readonly files: Map<number, number>
  readonly functions: Map<number, number>
  /** Sum of the weights of the terms that are known here. */
  readonly known: number
}

const SPREADERS = 150
const MOST_SPREAD = 40
const BEST_FILES = 12
const HOLDERS_OF_FILE = 60

/** Finds the changes that share terms with a report, and the files and functions where these meet. */
export const searchChanges = ({ past, suspects }: Judgement, query: SuspectQuery): Found => {
  const { index } = suspects
  const all = past.changes.used
  const columns = new Float32Array(all * S.width)
  const touched: number[] = []
  const terms = [...query.terms]
    .map(([term, weight]) => ({ term, weight, holders: holdersOf(index, term) }))
    .filter(({ holders }) => holders > 0 && holders < Math.max(30, COMMON * all))
    .map(({ term, weight, holders }) => ({ term, holders, value: weight * Math.log((all + 1) / holders) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, MOST_TERMS)
  const known = terms.reduce((sum, { value }) => sum + value, 1e-9)
  let budget = MOST_POSTINGS
  for (const { term, value, holders } of terms) {
    if (budget <= 0) break
    budget -= Math.min(holders, MOST_HOLDERS)
    const part = value / known
    const rarity = Math.log((all + 1) / holders)
    walkHolders(index, term, MOST_HOLDERS, (change, places, turn) => {
      const at = change * S.width
      if (columns[at + S.matches] === 0) touched.push(change)
      // The places are bits in the order of the columns.
      for (let rest = places, place = 0; rest !== 0; rest >>= 1, place++)
        if ((rest & 1) !== 0) columns[at + place] = (columns[at + place] as number) + part
      columns[at + S.any] = (columns[at + S.any] as number) + part
      columns[at + S.matches] = (columns[at + S.matches] as number) + 1
      columns[at + S.rarest] = Math.max(columns[at + S.rarest] as number, rarity)
      if (turn === holders - 1) columns[at + S.introduced] = (columns[at + S.introduced] as number) + part
      if (turn === 0) columns[at + S.latest] = (columns[at + S.latest] as number) + part
    })
  }
  const ageOf = (change: number): number => query.now - cell(past.changes, change, C.time)
  for (const change of touched) {
    const at = change * S.width
    let first = 0
    for (let place = 0; place < FIRST.length; place++)
      first += (FIRST[place] as number) * (columns[at + place] as number)
    columns[at + S.first] = first + AGE * agePrior(suspects.ages, ageOf(change))
  }
  const firstOf = (change: number): number => columns[change * S.width + S.first] as number
  const least = Float64Array.from(touched, firstOf).sort().at(-MOST_FINDS) ?? -Infinity
  const changes = touched
    .filter((change) => firstOf(change) >= least)
    .sort((a, b) => firstOf(b) - firstOf(a) || b - a)
    .slice(0, MOST_FINDS)
  const files = new Map<number, number>()
  const functions = new Map<number, number>()
  for (const change of changes.slice(0, SPREADERS)) {
    const weight = (columns[change * S.width + S.any] as number) ** 2
    spread(files, listOf(past.changeFiles, change), weight)
    spread(functions, listOf(past.changeFunctions, change), weight)
  }
  for (const row of query.files) files.set(row, (files.get(row) ?? 0) + 1)
  const best = [...files].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, BEST_FILES)
  for (const [row] of best)
    walkHolders(index, `/${past.paths[row] ?? ''}`, HOLDERS_OF_FILE, (change) => {
      const at = change * S.width + S.first
      if (columns[at] === 0) columns[at] = AGE * agePrior(suspects.ages, ageOf(change))
      changes.push(change)
    })
  return { columns, changes, files, functions, known }
}

const spread = (into: Map<number, number>, rows: Uint32Array, weight: number): void => {
  if (rows.length === 0 || rows.length > MOST_SPREAD) return
  const part = weight / Math.sqrt(rows.length)
  for (const row of rows) into.set(row, (into.get(row) ?? 0) + part)
}
