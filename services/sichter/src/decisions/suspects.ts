import { newRanker, type Ranker } from './ranker.js'
import type { Report } from './suspect-query.js'
import { newTermIndex, type TermIndex } from './term-index.js'

/** Ages of culprits in steps of half a doubling, from an hour to 20 years. */
export const AGE_STEPS = 36

/** What is kept of one repository to find the change behind a report, as plain structures. */
export interface Suspects {
  readonly index: TermIndex
  /** Ages of the culprits known so far, counted by step. */
  readonly ages: Float64Array
  /** By report alone, and with the fix known. */
  readonly byReport: Ranker
  readonly byFix: Ranker
  /** Reports whose cause is not known yet, by incident: the latest. */
  readonly reports: Map<string, Report>
}

export const newSuspects = (): Suspects => ({
  index: newTermIndex(),
  ages: new Float64Array(AGE_STEPS),
  byReport: newRanker(),
  byFix: newRanker(),
  reports: new Map(),
})

/** The step of an age in seconds. */
export const ageStep = (seconds: number): number =>
  Math.max(0, Math.min(AGE_STEPS - 1, Math.floor(2 * Math.log2(Math.max(1, seconds / 3600)))))

/** Logarithm of the share of known culprits around this age; a mild preference for the young where little is known. */
export const agePrior = (ages: Float64Array, seconds: number): number => {
  const at = ageStep(seconds)
  let sum = 0
  let all = 0
  for (let step = 0; step < AGE_STEPS; step++) {
    all += ages[step] as number
    if (Math.abs(step - at) <= 1) sum += ages[step] as number
  }
  // A step twice as far back holds twice as many changes: per change, the density falls with the age.
  return Math.log((sum / 3 + 1) / (all + AGE_STEPS)) - (Math.log(2) / 2) * at
}
