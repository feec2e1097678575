import { isMandatory, type Scored } from './candidate.js'
import type { ContextLimits } from './limits.js'
import { countTokens, cutToTokens } from './tokens.js'

/** What fits, and what was done for it. */
export interface Fitted {
  readonly chosen: readonly Scored[]
  /** Tokens of what was left out or cut off. */
  readonly clipped: number
  /** Candidates that were made shorter. */
  readonly compactOps: number
}

/** The best candidates by rank and least score; what is mandatory always. */
export const chooseByRank = (ranked: readonly Scored[], { minScore, topK }: ContextLimits): Scored[] => {
  const mandatory = ranked.filter(isMandatory)
  const others = ranked.filter((one) => !isMandatory(one) && one.score >= minScore)
  return [...mandatory, ...others.slice(0, topK)]
}

/** Makes candidates shorter when all together take more than their share of the budget; what is mandatory stays whole. */
export const compact = (
  chosen: readonly Scored[],
  available: number,
  { compactCharacters, compactRatio }: ContextLimits,
): Pick<Fitted, 'chosen' | 'compactOps'> => {
  if (sum(chosen) <= available * compactRatio) return { chosen, compactOps: 0 }
  let compactOps = 0
  const shorter = chosen.map((one) => {
    if (isMandatory(one) || one.text.length <= compactCharacters) return one
    compactOps++
    const text = `${one.text.slice(0, compactCharacters).toWellFormed()}…`
    return { ...one, text, tokens: countTokens(text) }
  })
  return { chosen: shorter, compactOps }
}

/** Adds candidates in their order until the budget is full; the first that does not fit is cut, the rest left out. What is mandatory is never cut. */
export const fill = (chosen: readonly Scored[], available: number): Pick<Fitted, 'chosen' | 'clipped'> => {
  const kept: Scored[] = []
  let left = available
  let clipped = 0
  for (const one of chosen) {
    if (isMandatory(one) || one.tokens <= left) {
      kept.push(one)
      left = Math.max(0, left - one.tokens)
      continue
    }
    const text = cutToTokens(one.text, left)
    const tokens = countTokens(text)
    clipped += one.tokens - tokens
    if (text !== '') kept.push({ ...one, text, tokens })
    left = 0
  }
  return { chosen: kept, clipped }
}

/** Tokens of several candidates. */
export const sum = (candidates: readonly Scored[]): number =>
  candidates.reduce((total, { tokens }) => total + tokens, 0)
