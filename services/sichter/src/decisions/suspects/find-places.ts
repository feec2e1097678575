import { columnsAt, S, type Table } from './match-columns.js'
import type { Past } from '../past/past.js'
import { addPlace, mostIn, newPlaces, placeOf, type Places } from '../past/places.js'
import { listOf } from '../past/rows.js'
import type { SuspectQuery } from './suspect-query.js'
import { type TermIndex, walkHolders } from './term-index.js'

/** Where the report points, by row of `past.files` and in three ways; 1 at most. */
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
  for (let at = 0; at < rows.length; at++) addPlace(into, rows[at] as number, part)
}

const toOne = (places: Places): Places => {
  const most = mostIn(places, 1e-9)
  for (let slot = 1; slot < places.values.length; slot++) places.values[slot] = (places.values[slot] as number) / most
  return places
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
  const size = past.files.used
  const files = newPlaces(size)
  const likeness = Float64Array.from(changes, (change) => likenessOf(table, change))
  // The changes come in no order of their numbers, so equals are told apart by these and not by their places.
  const speakers = Array.from(changes.keys()).sort(
    (a, b) => (likeness[b] as number) - (likeness[a] as number) || (changes[b] as number) - (changes[a] as number),
  )
  for (const at of speakers.slice(0, SPEAKERS))
    spread(files, listOf(past.changeFiles, changes[at] as number), (likeness[at] as number) ** 2)
  const prefixFiles = newPlaces(size)
  for (const term of query.terms.keys())
    if (term.startsWith('^'))
      walkHolders(index, term, BEGINNERS, (change) => {
        spread(prefixFiles, listOf(past.changeFiles, change), 1)
      })
  const namedFiles = newPlaces(size)
  const name = (row: number): void => {
    if (placeOf(namedFiles, row) === 0) addPlace(namedFiles, row, 1)
  }
  for (const row of query.files) name(row)
  for (const stem of query.stems) for (const row of past.stems.get(stem) ?? []) name(row)
  return { files: toOne(files), prefixFiles: toOne(prefixFiles), namedFiles }
}
