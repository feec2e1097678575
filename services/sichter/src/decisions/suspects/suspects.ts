import { type Choice, newChoice } from './choice.js'
import { D } from './index-change.js'
import { newRanker, type Ranker } from './ranker.js'
import { type Lists, newLists, newRows, type Rows } from '../past/rows.js'
import { widthOf } from './suspect-columns.js'
import type { FixReading } from './read-fix.js'
import type { Report } from './suspect-query.js'
import { newTermIndex, type TermIndex } from './term-index.js'
import { newTermWorth, type TermWorth } from './term-worth.js'

/** Ages of culprits in steps of half a doubling, from an hour to 20 years. */
export const AGE_STEPS = 36

/** What is kept of one repository to find the change behind a report, as plain structures. */
export interface Suspects {
  readonly index: TermIndex
  /** By change: how much it says. */
  readonly documents: Rows
  /** By change: whose lines it replaced. */
  readonly replaced: Lists
  /** By fix that names them: the changes that it fixes. */
  readonly causes: Map<number, readonly number[]>
  /** What the latest fixes told when they came. */
  readonly fixes: Map<number, FixReading>
  readonly worth: TermWorth
  /** Ages of the culprits known so far, counted by step. */
  readonly ages: Float64Array
  /** By report alone, and with the fix known: who is looked at closely, and in which order. */
  readonly chosenByReport: Choice
  readonly chosenByFix: Choice
  readonly byReport: Ranker
  readonly byFix: Ranker
  /** Reports whose cause is not known yet, by incident: the latest. */
  readonly reports: Map<string, Report>
}

export const newSuspects = (): Suspects => ({
  index: newTermIndex(),
  documents: newRows(D.width),
  replaced: newLists(),
  causes: new Map(),
  fixes: new Map(),
  worth: newTermWorth(),
  ages: new Float64Array(AGE_STEPS),
  chosenByReport: newChoice(),
  chosenByFix: newChoice(),
  byReport: newRanker(widthOf(false)),
  byFix: newRanker(widthOf(true)),
  reports: new Map(),
})

export const rankerOf = ({ byReport, byFix }: Suspects, isByFix: boolean): Ranker => (isByFix ? byFix : byReport)

export const choiceOf = ({ chosenByReport, chosenByFix }: Suspects, isByFix: boolean): Choice =>
  isByFix ? chosenByFix : chosenByReport

/** The step of an age in seconds. */
export const ageStep = (seconds: number): number =>
  Math.max(0, Math.min(AGE_STEPS - 1, Math.floor(2 * Math.log2(Math.max(1, seconds / 3600)))))

/** The least age in whole seconds that is of a step, and behind them one that no age reaches. */
const LEAST_AGES = Float64Array.from({ length: AGE_STEPS + 1 }, (_, step) => {
  if (step === 0 || step === AGE_STEPS) return step === 0 ? -Infinity : Infinity
  const least = Math.ceil(3600 * 2 ** (step / 2))
  return [least - 1, least].find((seconds) => ageStep(seconds) >= step) ?? least + 1
})

/** The step of an age in seconds, found from that of another: of an age near it at once, where `ageStep` takes a logarithm. */
export const stepFrom = (near: number, seconds: number): number => {
  let step = near
  while (seconds < (LEAST_AGES[step] as number)) step--
  while (seconds >= (LEAST_AGES[step + 1] as number)) step++
  return step
}

/** By step of age: logarithm of the share of known culprits around it; a mild preference for the young where little is known. */
export const agePriors = (ages: Float64Array): Float64Array => {
  const all = ages.reduce((sum, count) => sum + count, 0)
  return Float64Array.from(ages, (_, at) => {
    const sum = ages.subarray(Math.max(0, at - 1), at + 2).reduce((a, b) => a + b, 0)
    // A step twice as far back holds twice as many changes: per change, the density falls with the age.
    return Math.log((sum / 3 + 1) / (all + AGE_STEPS)) - (Math.log(2) / 2) * at
  })
}
