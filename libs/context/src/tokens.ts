import { createRequire } from 'node:module'
import type { encode } from 'gpt-tokenizer/encoding/o200k_base'

/** Longest text that is counted exactly, in characters; a longer one is counted by a sample of it. */
const EXACT = 200_000

let encodeNow: typeof encode | undefined

/** Loaded at the first text: its tables take 70 MB, and most processes never build a context. */
const encoded = (text: string): number => {
  encodeNow ??= (createRequire(import.meta.url)('gpt-tokenizer/encoding/o200k_base') as { encode: typeof encode })
    .encode
  const options = { disallowedSpecial: new Set<string>() }
  return pieces(text).reduce((sum, piece) => sum + encodeNow!(piece, options).length, 0)
}

/** A run of letters, or of blanks, that no word is as long as. */
const RUN = /\S{200}|\s{200}/g

/**
 * The text in pieces without endless words. NOTE: the encoder takes the square of the length of a word: 100,000 times the
 * same letter would hold up the process for half a minute, and whoever writes a text may write that.
 */
const pieces = (text: string): string[] => {
  const cut: string[] = []
  let from = 0
  for (const { index, 0: run } of text.matchAll(RUN)) {
    cut.push(text.slice(from, index + run.length))
    from = index + run.length
  }
  return [...cut, text.slice(from)]
}

/**
 * Tokens of a text as the o200k_base encoding counts them. Other models count otherwise, by up to a third for prose: what
 * has to fit is given a reserve.
 */
export const countTokens = (text: string): number => {
  if (text.length <= EXACT) return encoded(text)
  const sample = encoded(text.slice(0, EXACT))
  return Math.ceil((sample * text.length) / EXACT)
}

/** The beginning of a text, of at most so many tokens, cut between characters. */
export const cutToTokens = (text: string, most: number): string => {
  if (most <= 0) return ''
  if (text.length <= most || countTokens(text) <= most) return text
  let [low, high] = [0, Math.min(text.length, most * 16)]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (countTokens(text.slice(0, middle)) <= most) low = middle
    else high = middle - 1
  }
  return text.slice(0, low).toWellFormed()
}
