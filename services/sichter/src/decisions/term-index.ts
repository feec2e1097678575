import { hash52 } from './hash-text.js'
import { countOf, newTally, setCount, type Tally } from './tally.js'

/** Where in a change a term stands; one bit each. */
export const IN = { title: 1, body: 2, path: 4, function: 8, added: 16, deleted: 32, part: 64 } as const

/** Which changes hold a term, the latest first: a chain of postings for each term, in plain typed arrays. */
export interface TermIndex {
  /** Number of a term, counted from 1. */
  readonly numbers: Tally
  terms: number
  /** By term: its latest posting (from 1), and how many it has. */
  heads: Uint32Array<ArrayBuffer>
  counts: Uint32Array<ArrayBuffer>
  postings: number
  next: Uint32Array<ArrayBuffer>
  changes: Uint32Array<ArrayBuffer>
  places: Uint8Array<ArrayBuffer>
}

export const newTermIndex = (): TermIndex => ({
  numbers: newTally(1024),
  terms: 0,
  heads: new Uint32Array(256),
  counts: new Uint32Array(256),
  postings: 0,
  next: new Uint32Array(1024),
  changes: new Uint32Array(1024),
  places: new Uint8Array(1024),
})

const wider = (array: Uint32Array): Uint32Array<ArrayBuffer> => {
  const room = new Uint32Array(Math.ceil(array.length * 1.5))
  room.set(array)
  return room
}

const numberOf = (index: TermIndex, term: string): number => {
  const key = hash52(term)
  const known = countOf(index.numbers, key)
  if (known > 0) return known - 1
  if (index.terms === index.heads.length) {
    index.heads = wider(index.heads)
    index.counts = wider(index.counts)
  }
  setCount(index.numbers, key, index.terms + 1)
  return index.terms++
}

/** Adds the terms of a change, which must be newer than all that are in. */
export const addTerms = (index: TermIndex, change: number, terms: ReadonlyMap<string, number>): void => {
  for (const [term, places] of terms) {
    const number = numberOf(index, term)
    if (index.postings === index.next.length) {
      index.next = wider(index.next)
      index.changes = wider(index.changes)
      const places8 = new Uint8Array(index.next.length)
      places8.set(index.places)
      index.places = places8
    }
    const at = index.postings++
    index.next[at] = index.heads[number] as number
    index.changes[at] = change
    index.places[at] = places
    index.heads[number] = at + 1
    index.counts[number] = (index.counts[number] as number) + 1
  }
}

/** How many changes hold a term. */
export const holdersOf = (index: TermIndex, term: string): number => {
  const number = countOf(index.numbers, hash52(term)) - 1
  return number < 0 ? 0 : (index.counts[number] as number)
}

/** Walks over the changes that hold a term, the latest first and at most so many. */
export const walkHolders = (
  index: TermIndex,
  term: string,
  most: number,
  each: (change: number, places: number, turn: number) => void,
): void => {
  const number = countOf(index.numbers, hash52(term)) - 1
  if (number < 0) return
  let at = index.heads[number] as number
  for (let turn = 0; at > 0 && turn < most; turn++) {
    each(index.changes[at - 1] as number, index.places[at - 1] as number, turn)
    at = index.next[at - 1] as number
  }
}
