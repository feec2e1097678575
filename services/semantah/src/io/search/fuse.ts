import type { Hit } from './document.js'

/** A subject found by words, by its vector, or by both. */
export interface Fused extends Hit {
  /** How well its words fit, relative to the others found: 1 the best, 0 the last or not found by words. */
  readonly words: number
  /** The same by vectors. */
  readonly vectors: number
}

/**
 * Joins two lists of hits. Each list's scores are stretched to 0…1 and added, `weight` of it from the vectors: unlike ranks
 * they keep how much better the first is than the second, which was worth more on every history tried (docs/search.md).
 * A list of `full` hits was cut, and what it left out scores up to its last; in a shorter one nothing else fits at all.
 */
export const fuse = (
  byWords: readonly Hit[],
  byVectors: readonly Hit[],
  { weight, full }: { readonly weight: number; readonly full: number },
): Fused[] => {
  const [words, vectors] = [stretched(byWords, full), stretched(byVectors, full)]
  const share = byVectors.length === 0 ? 0 : byWords.length === 0 ? 1 : weight
  return [...new Set([...words.keys(), ...vectors.keys()])]
    .map((subject) => {
      const own = { words: words.get(subject) ?? 0, vectors: vectors.get(subject) ?? 0 }
      return { subject, score: (1 - share) * own.words + share * own.vectors, ...own }
    })
    .sort((one, other) => other.score - one.score || (one.subject < other.subject ? -1 : 1))
}

const stretched = (hits: readonly Hit[], full: number): Map<string, number> => {
  const best = hits[0]?.score ?? 0
  const range = best - (hits.length < full ? 0 : hits.at(-1)!.score)
  return new Map(hits.map(({ subject, score }) => [subject, range > 0 ? 1 - (best - score) / range : 1]))
}
