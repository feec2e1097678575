import { trustsBlame } from '../models/label-changes.js'
import type { Judgement } from '../judgement.js'

/** How many average changes the own count of a thing is mixed with: one fix of a file touched once says little. */
const MIXED_IN = 5

/**
 * Log-odds that a thing adds to those of an average change, by how many of its own changes turned out bad. It depends on
 * nothing but these counts and the usual rate, so another input of the judgement does not move it.
 */
export const addedOdds = (bad: number, changes: number, usual: number): number => {
  const share = (Math.min(bad, changes) + MIXED_IN * usual) / (changes + MIXED_IN)
  return logit(share) - logit(usual)
}

/** Share of one addition in all that speak against the change, 0 to 1; 0 where none does. From exact figures: rounded ones may give more than 1. */
export const shareOf = (adds: number, all: readonly number[]): number => {
  const against = all.reduce((sum, one) => sum + Math.max(0, one), 0)
  return against > 0 ? Math.min(1, Math.max(0, adds) / against) : 0
}

/** Whether what blame alone says of the past is counted among the bad outcomes here. */
export const countsBlame = ({ learner }: Judgement): boolean => trustsBlame(learner)

const logit = (share: number): number => {
  const bounded = Math.min(0.999, Math.max(0.001, share))
  return Math.log(bounded / (1 - bounded))
}
