/** How often an answer was right where the history tells, and how often a plain guess would have been. */
export interface Score {
  /** Cases that were asked and of which the history tells the truth. */
  readonly asked: number
  readonly right: number
  /** The plain guess, in words. */
  readonly guess: string
  /** How often it was right; a share of a case where it was drawn by lot. */
  readonly guessed: number
}

export type Verdict = 'better than the guess' | 'no signal' | 'the history does not tell'

/** Chance that a guess alone does as well, above which that is no signal. */
const BY_CHANCE = 0.05

/** What a score comes to. */
export const verdictOf = ({ asked, right, guessed }: Score): Verdict => {
  if (asked === 0) return 'the history does not tell'
  if (right <= guessed) return 'no signal'
  // Half a case more than were guessed: a guess that was never right in few cases may still be, once.
  const share = Math.min(1, (guessed + 0.5) / (asked + 1))
  return atLeast(right, asked, share) < BY_CHANCE ? 'better than the guess' : 'no signal'
}

/** Chance of at least `right` of `asked` where each is right with this share. */
export const atLeast = (right: number, asked: number, share: number): number => {
  if (share >= 1) return 1
  let sum = 0
  let term = asked * Math.log1p(-share)
  for (let k = 0; k <= asked; k++) {
    if (k >= right) sum += Math.exp(term)
    term += Math.log((asked - k) / (k + 1)) + Math.log(share) - Math.log1p(-share)
  }
  return Math.min(1, sum)
}

const rounded = (value: number): string => String(Math.round(value * 10) / 10)

/** A score in one sentence. */
export const scoreInWords = (score: Score): string => {
  const { asked, right, guess, guessed } = score
  if (asked === 0) return 'asked 0 times: the history does not tell'
  return `asked ${asked} times, right ${right} times; ${guess}: ${rounded(guessed)} times: ${verdictOf(score)}`
}
