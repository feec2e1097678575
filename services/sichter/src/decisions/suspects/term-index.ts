import { hash52 } from '../past/hash-text.js'
import { countOf, newTally, setCount, type Tally } from '../past/tally.js'

/** Where in a change a term stands; one bit each. */
export const IN = { title: 1, body: 2, path: 4, function: 8, added: 16, deleted: 32, part: 64 } as const

/** Which changes hold a term: for each term a chain of blocks, so that the holders of a frequent one lie side by side. */
export interface TermIndex {
  /** Number of a term, counted from 1. */
  readonly numbers: Tally
  terms: number
  /** By term: where its latest block begins, and how many postings it has. */
  heads: Uint32Array<ArrayBuffer>
  counts: Uint32Array<ArrayBuffer>
  /** The blocks: where the one before begins, then a posting a cell, the latest last. */
  cells: Uint32Array<ArrayBuffer>
  used: number
}

export const newTermIndex = (): TermIndex => ({
  numbers: newTally(1024),
  terms: 0,
  heads: new Uint32Array(256),
  counts: new Uint32Array(256),
  cells: new Uint32Array(1024),
  used: 0,
})

/** A posting is a change, and below it the bits of its places: up to 2^25 changes. */
const PLACE_BITS = 7
const ALL_PLACES = 0x7f
/** The change of a posting, and where in it the term stands. */
export const changeOf = (posting: number): number => posting >>> PLACE_BITS
export const placesOf = (posting: number): number => posting & ALL_PLACES

/** Postings in the blocks of a term: 1, 3, 7, then 15 in each, so that a block fills up to 64 bytes. */
const GROWING = [1, 4, 11] as const
const LARGEST = 15

/** Of a term with so many postings: how many are in its latest block. */
const filledOf = (count: number): number => {
  const [first, second, third] = GROWING
  if (count > third) return ((count - third - 1) % LARGEST) + 1
  return count > second ? count - second : count > first ? count - first : count
}

/** How many postings that block has room for. */
const sizeOf = (count: number): number => {
  const [first, second, third] = GROWING
  return count > third ? LARGEST : count > second ? third - second : count > first ? second - first : first
}

const wider = (array: Uint32Array, least: number): Uint32Array<ArrayBuffer> => {
  const room = new Uint32Array(Math.max(least, Math.ceil(array.length * 1.5)))
  room.set(array)
  return room
}

const numberOf = (index: TermIndex, term: string): number => {
  const key = hash52(term)
  const known = countOf(index.numbers, key)
  if (known > 0) return known - 1
  if (index.terms === index.heads.length) {
    index.heads = wider(index.heads, 0)
    index.counts = wider(index.counts, 0)
  }
  setCount(index.numbers, key, index.terms + 1)
  return index.terms++
}

/**
 * Adds the terms of a change, which must be newer than all that are in.
 * `each` hears of the places of every term, and how many changes held it before.
 */
export const addTerms = (
  index: TermIndex,
  change: number,
  terms: ReadonlyMap<string, number>,
  each?: (places: number, holders: number) => void,
): void => {
  for (const [term, places] of terms) {
    const number = numberOf(index, term)
    const before = index.counts[number] as number
    each?.(places, before)
    const count = before + 1
    const filled = filledOf(count)
    if (filled === 1) {
      const size = sizeOf(count)
      if (index.used + size + 1 > index.cells.length) index.cells = wider(index.cells, index.used + size + 1)
      index.cells[index.used] = index.heads[number] as number
      index.heads[number] = index.used
      index.used += size + 1
    }
    index.cells[(index.heads[number] as number) + filled] = (change << PLACE_BITS) | places
    index.counts[number] = count
  }
}

/** Number of a term; -1 where no change holds it. */
export const findTerm = (index: TermIndex, term: string): number => countOf(index.numbers, hash52(term)) - 1

/** How many changes hold the term with this number. */
export const holdersOf = (index: TermIndex, number: number): number => index.counts[number] ?? 0

/** Postings of several terms one behind the other. */
export interface Postings {
  readonly cells: Uint32Array<ArrayBuffer>
  used: number
}

export const newPostings = (room: number): Postings => ({ cells: new Uint32Array(room), used: 0 })

/** Reads the postings of a term, the latest first and at most so many, behind those that were read before. */
export const readPostings = (index: TermIndex, number: number, most: number, into: Postings): void => {
  const { cells } = index
  let left = Math.min(holdersOf(index, number), most, into.cells.length - into.used)
  let count = holdersOf(index, number)
  const to = into.cells
  let { used } = into
  for (let block = index.heads[number] as number; left > 0; block = cells[block] as number) {
    const filled = filledOf(count)
    count -= filled
    const end = block + filled - Math.min(filled, left)
    for (let at = block + filled; at > end; at--) to[used++] = cells[at] as number
    left -= filled
  }
  into.used = used
}

/** Walks over the changes that hold a term, the latest first and at most so many. */
export const walkHolders = (
  index: TermIndex,
  term: string,
  most: number,
  each: (change: number, places: number) => void,
): void => {
  const number = findTerm(index, term)
  if (number < 0) return
  const postings = newPostings(Math.min(most, holdersOf(index, number)))
  readPostings(index, number, most, postings)
  for (const posting of postings.cells) each(changeOf(posting), placesOf(posting))
}
