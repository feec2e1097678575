import { IN, changeOf, placesOf, type Postings } from './term-index.js'
import { kindOf, SETS } from './term-worth.js'

/**
 * Columns of what the terms of a report tell of a change. The first seven are the parts of the report that stand in each
 * of its places, in the order of the bits of a posting; the others with `id` count names in code, with `head` the first sentence.
 */
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
  idMessage: 13,
  idPath: 14,
  idAdded: 15,
  idDeleted: 16,
  headAny: 17,
  headTitle: 18,
  headAdded: 19,
  /** Parts divided by the place of the change among the holders of the term, from the oldest and from the latest on. */
  oldness: 20,
  newness: 21,
  idOldness: 22,
  prefix: 23,
  titleRarity: 24,
  bodyRarity: 25,
  linesRarity: 26,
  wordMessage: 27,
  secondRarest: 28,
  worth: 29,
  /** Names that the fix takes out or brings in, in lines that a change brought in; and what it says of them. */
  fixDeleted: 30,
  fixDeletedFirst: 31,
  fixAdded: 32,
  fixSaid: 33,
  width: 34,
} as const

export interface Table {
  /** By change: its row of columns; row 0, all zeros, is that of the changes that were not found. */
  readonly rows: Uint16Array
  readonly columns: Float32Array
}

/** Where the columns of a change begin. */
export const columnsAt = ({ rows }: Table, change: number): number => (rows[change] ?? 0) * S.width

/** Marks of a term: a name in code, one of the first sentence, the prefix of a title. */
export const MARK = { name: 1, head: 2, prefix: 4, fixDeleted: 8, fixAdded: 16 } as const
const FIX = MARK.fixDeleted | MARK.fixAdded

/** A term whose postings were read: where they end, and what part of the report it is. */
export interface ReadTerm {
  readonly end: number
  readonly holders: number
  readonly part: number
  readonly marks: number
}

const MESSAGE = IN.title | IN.body
const PATHS = IN.path | IN.function
const LINES = IN.added | IN.deleted

/** Writes down what the terms tell of the finds whose rows begin here. `worth`: by kind of term and places. */
export const writeColumns = (
  { rows, columns }: Table,
  postings: Postings,
  read: readonly ReadTerm[],
  from: number,
  worth: Float64Array,
): void => {
  let at = 0
  let to = 0
  const add = (column: number, value: number): void => {
    columns[to + column] = (columns[to + column] as number) + value
  }
  for (const { end, holders, part, marks } of read) {
    const rarity = Math.log((rows.length + 1) / holders)
    const kind = kindOf(marks, rarity) * SETS
    for (let turn = 0; at < end; at++, turn++) {
      const posting = postings.cells[at] as number
      const row = rows[changeOf(posting)] as number
      if (row < from) continue
      to = row * S.width
      const places = placesOf(posting)
      for (let rest = places, place = 0; rest !== 0; rest >>= 1, place++) if ((rest & 1) !== 0) add(place, part)
      add(S.any, part)
      add(S.matches, 1)
      add(S.worth, worth[kind + places] as number)
      if (turn === holders - 1) add(S.introduced, part)
      if (turn === 0) add(S.latest, part)
      add(S.oldness, part / (holders - turn))
      add(S.newness, part / (1 + turn))
      if ((places & IN.title) !== 0) add(S.titleRarity, rarity)
      if ((places & IN.body) !== 0) add(S.bodyRarity, rarity)
      if ((places & LINES) !== 0) add(S.linesRarity, rarity)
      if ((marks & MARK.name) !== 0) {
        if ((places & MESSAGE) !== 0) add(S.idMessage, part)
        if ((places & PATHS) !== 0) add(S.idPath, part)
        if ((places & IN.added) !== 0) add(S.idAdded, part)
        if ((places & IN.deleted) !== 0) add(S.idDeleted, part)
        add(S.idOldness, part / (holders - turn))
      } else if ((places & MESSAGE) !== 0) add(S.wordMessage, part)
      if ((marks & MARK.head) !== 0) {
        add(S.headAny, part)
        if ((places & IN.title) !== 0) add(S.headTitle, part)
        if ((places & IN.added) !== 0) add(S.headAdded, part)
      }
      if ((marks & MARK.prefix) !== 0) add(S.prefix, rarity)
      if ((marks & FIX) !== 0) {
        if ((places & IN.added) !== 0) {
          add((marks & MARK.fixDeleted) !== 0 ? S.fixDeleted : S.fixAdded, part)
          if ((marks & MARK.fixDeleted) !== 0) add(S.fixDeletedFirst, part / (holders - turn))
        }
        if ((places & (MESSAGE | PATHS)) !== 0) add(S.fixSaid, part)
      }
      const rarest = columns[to + S.rarest] as number
      if (rarity > rarest) {
        columns[to + S.secondRarest] = rarest
        columns[to + S.rarest] = rarity
      } else columns[to + S.secondRarest] = Math.max(columns[to + S.secondRarest] as number, rarity)
    }
  }
}
