import MiniSearch from 'minisearch'
import { type Candidate, isMandatory, type Scored } from './candidate.js'
import { countTokens } from './tokens.js'
import { cosine, type Embed } from './vectors.js'
import { wordsOf } from './words.js'

/** Longest part of a text that is ranked by, in characters. */
const RANKED = 20_000

/**
 * Scores candidates against a question: half by BM25, relative to the best of them, half by the cosine of vectors, 0 where
 * it is negative. Where no vectors can be had it is BM25 alone. Best first; what is mandatory comes before all.
 */
export const rankCandidates = async (
  question: string,
  candidates: readonly Candidate[],
  embed: Embed | undefined,
): Promise<Scored[]> => {
  const lexical = lexicalScores(question, candidates)
  const semantic = embed && (await semanticScores(question, candidates, embed))
  return candidates
    .map((candidate, at): Scored => {
      const tokens = countTokens(candidate.text)
      const own = { ...candidate, lexical: lexical[at]!, tokens, ...(semantic ? { semantic: semantic[at]! } : {}) }
      const score = semantic ? (lexical[at]! + semantic[at]!) / 2 : lexical[at]!
      return { ...own, score: isMandatory(candidate) ? 1 : score }
    })
    .sort((one, other) => Number(isMandatory(other)) - Number(isMandatory(one)) || other.score - one.score)
}

const lexicalScores = (question: string, candidates: readonly Candidate[]): number[] => {
  const index = new MiniSearch<{ id: number; title: string; text: string }>({
    fields: ['title', 'text'],
    tokenize: wordsOf,
    processTerm: (term) => term,
    searchOptions: { boost: { title: 2 }, tokenize: wordsOf, processTerm: (term) => term },
  })
  // What is mandatory is the question itself: beside it nothing else would look like an answer.
  const ranked = candidates.flatMap((one, id) => (isMandatory(one) ? [] : [{ ...one, id }]))
  index.addAll(ranked.map(({ id, title, text }) => ({ id, title, text: text.slice(0, RANKED) })))
  const scores = new Map(index.search(question.slice(0, RANKED)).map(({ id, score }) => [id as number, score]))
  const best = Math.max(...scores.values(), Number.MIN_VALUE)
  return candidates.map((_, id) => (scores.get(id) ?? 0) / best)
}

const semanticScores = async (question: string, candidates: readonly Candidate[], embed: Embed): Promise<number[]> => {
  const texts = [question, ...candidates.map(({ title, text }) => `${title}\n${text}`)].map((text) =>
    text.slice(0, RANKED),
  )
  const [wanted, ...vectors] = await embed(texts)
  return vectors.map((vector) => Math.max(0, cosine(wanted!, vector)))
}
