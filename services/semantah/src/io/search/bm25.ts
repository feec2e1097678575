import type { DocumentTable } from './document-table.js'
import type { PostingList } from './posting-list.js'

// SQLite's own, so that its answers and these are the same but for the last bit of a logarithm: tests compare them.
const K1 = 1.2
const B = 0.75
/** What a word weighs that stands in half of the documents or more. */
const LEAST = 1e-6

/** A document by its number, with its score; more is better. */
export interface Scored {
  readonly id: number
  readonly score: number
}

/** Scores the documents of some words by BM25. Keeps one number for each document between two questions. */
export class Bm25 {
  private scores = new Float64Array(0)
  private met = new Uint32Array(0)

  constructor(private readonly documents: DocumentTable) {}

  /** The best documents, and all that are as good as the last of these; in no order. */
  best(lists: readonly PostingList[], allowed: ((id: number) => boolean) | undefined, limit: number): Scored[] {
    const count = this.add(lists)
    const { met, scores } = this
    const best = new Highest(limit)
    for (let at = 0; at < count; at++) {
      const score = scores[met[at]!]!
      if (score > best.least && (!allowed || allowed(met[at]!))) best.add(score)
    }
    const found: Scored[] = []
    for (let at = 0; at < count; at++) {
      const id = met[at]!
      const score = scores[id]!
      if (score >= best.least && (!allowed || allowed(id))) found.push({ id, score })
      scores[id] = 0
    }
    return found
  }

  /** Adds up what each word says, in the order of the words. Returns how many documents were met. */
  private add(lists: readonly PostingList[]): number {
    const { lengths, count, meanLength } = this.documents
    if (this.scores.length < lengths.length) {
      this.scores = new Float64Array(lengths.length)
      this.met = new Uint32Array(lengths.length)
    }
    const { scores, met } = this
    let size = 0
    for (const { documents, frequencies, size: places } of lists) {
      const rarity = Math.log((count - places + 0.5) / (places + 0.5))
      const weight = rarity <= 0 ? LEAST : rarity
      for (let at = 0; at < places; at++) {
        const id = documents[at]!
        const frequency = frequencies[at]!
        const before = scores[id]!
        if (before === 0) met[size++] = id
        scores[id] =
          before + weight * ((frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * lengths[id]!) / meanLength)))
      }
    }
    return size
  }
}

/** The highest of many numbers, as a heap with the least of them on top. */
class Highest {
  /** The lowest of those that are kept; below all numbers until there are enough. */
  least = -Infinity
  private readonly heap: number[] = []

  constructor(private readonly most: number) {}

  add(value: number): void {
    const { heap } = this
    if (heap.length < this.most) {
      heap.push(value)
      if (heap.length === this.most) {
        heap.sort((one, other) => one - other)
        this.least = heap[0] ?? Infinity
      }
      return
    }
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++
      if (heap[child]! >= value) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = value
    this.least = heap[0]!
  }
}
