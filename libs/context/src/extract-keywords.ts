import { cosine, type Embed } from './vectors.js'
import { wordsOf } from './words.js'

/** How keywords are chosen. */
export interface KeywordOptions {
  /** How many. Default 8. */
  readonly count?: number
  /** 0: the most relevant, also where they say the same; 1: as different as can be. Default 0.5. */
  readonly diversity?: number
}

/** Phrases that are compared, at most. */
const MOST_PHRASES = 200
const LONGEST_PHRASE = 2

/**
 * Keywords and short phrases of a text, most telling first, chosen by maximal marginal relevance: each next one is like the
 * text and unlike those that were chosen before. Needs nothing but a provider of vectors; the same input gives the same.
 */
export const extractKeywords = async (text: string, embed: Embed, options: KeywordOptions = {}): Promise<string[]> => {
  const { count = 8, diversity = 0.5 } = options
  const phrases = phrasesOf(text)
  if (phrases.length === 0) return []
  const [whole, ...vectors] = await embed([text, ...phrases])
  const relevance = vectors.map((vector) => cosine(whole!, vector))
  const chosen: number[] = []
  while (chosen.length < Math.min(count, phrases.length)) {
    let best = -1
    let highest = -Infinity
    for (let at = 0; at < phrases.length; at++) {
      if (chosen.includes(at)) continue
      const likeness = Math.max(0, ...chosen.map((other) => cosine(vectors[at]!, vectors[other]!)))
      const worth = (1 - diversity) * relevance[at]! - diversity * likeness
      if (worth > highest) [best, highest] = [at, worth]
    }
    chosen.push(best)
  }
  return chosen.map((at) => phrases[at]!)
}

/** Words and neighbouring words that the text has, most frequent first. */
const phrasesOf = (text: string): string[] => {
  const counts = new Map<string, number>()
  for (const sentence of text.split(/[.!?;:\n()[\]{}]+/)) {
    const words = wordsOf(sentence).filter((word) => !/^\d+$/.test(word))
    for (let length = 1; length <= LONGEST_PHRASE; length++)
      for (let at = 0; at + length <= words.length; at++) {
        const phrase = words.slice(at, at + length).join(' ')
        counts.set(phrase, (counts.get(phrase) ?? 0) + 1)
      }
  }
  return [...counts]
    .sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))
    .slice(0, MOST_PHRASES)
    .map(([phrase]) => phrase)
}
