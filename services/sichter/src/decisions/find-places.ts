import { columnsAt, S, type Table } from './match-columns.js'
import type { Past } from './past.js'
import { listOf } from './rows.js'
import type { SuspectQuery } from './suspect-query.js'
import { type TermIndex, walkHolders } from './term-index.js'

/** By row of `past.files`, or of `past.functions`: how much points there. */
export type Places = Map<number, number>

/** Where the report points, by three ways; 1 at most. */
export interface Pointed {
  /** The files of the changes whose messages and paths speak most like it. */
  readonly files: Places
  /** The files of the changes whose titles begin like it. */
  readonly prefixFiles: Places
  /** The files that it names, and those whose name has a stem that it names. */
  readonly namedFiles: Places
}

/** A change of more files does not tell where. */
const MOST_SPREAD = 40
const SPEAKERS = 60
const BEGINNERS = 40

/** Lets a change point to the files, or functions, that it touched. */
export const spread = (into: Places, rows: Uint32Array, weight: number): void => {
  if (rows.length === 0 || rows.length > MOST_SPREAD) return
  const part = weight / Math.sqrt(rows.length)
  for (const row of rows) into.set(row, (into.get(row) ?? 0) + part)
}

const toOne = (places: Places): Places => {
  let most = 1e-9
  for (const value of places.values()) most = Math.max(most, value)
  return new Map([...places].map(([row, value]) => [row, value / most]))
}

const likenessOf = (table: Table, change: number): number => {
  const at = columnsAt(table, change)
  const { columns } = table
  return (
    (columns[at + S.idMessage] as number) +
    (columns[at + S.wordMessage] as number) +
    0.7 * (columns[at + S.path] as number) +
    0.5 * (columns[at + S.function] as number)
  )
}

/** Finds where a report points, from the changes that were found for it. */
export const findPlaces = (
  past: Past,
  index: TermIndex,
  query: SuspectQuery,
  table: Table,
  changes: readonly number[],
): Pointed => {
  const files: Places = new Map()
  const speakers = changes
    .map((change) => ({ change, weight: likenessOf(table, change) }))
    .sort((a, b) => b.weight - a.weight || b.change - a.change)
    .slice(0, SPEAKERS)
  for (const { change, weight } of speakers) spread(files, listOf(past.changeFiles, change), weight ** 2)
  const prefixFiles: Places = new Map()
  for (const term of query.terms.keys())
    if (term.startsWith('^'))
      walkHolders(index, term, BEGINNERS, (change) => {
        spread(prefixFiles, listOf(past.changeFiles, change), 1)
      })
  const namedFiles: Places = new Map(query.files.map((row) => [row, 1]))
  for (const stem of query.stems) for (const row of past.stems.get(stem) ?? []) namedFiles.set(row, 1)
  return { files: toOne(files), prefixFiles: toOne(prefixFiles), namedFiles }
}
