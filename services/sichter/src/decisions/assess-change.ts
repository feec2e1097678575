import type { Change } from './past/change.js'
import { readClock } from './past/clock.js'
import { collectWords } from './models/collect-words.js'
import type { Judgement } from './judgement.js'
import { measureChange } from './measures/measure-change.js'
import { percentileOf } from './models/find-percentile.js'
import { askModels, blend, probabilityOf } from './models/score-change.js'

/** Whether the score is worth more than lines added, on this repository so far. */
export type Signal = 'learned' | 'baseline' | 'none'

/** What was seen of a change, and what it says. */
export interface Assessment {
  /** The repository's time at the change, in seconds. */
  readonly now: number
  readonly measures: Float32Array<ArrayBuffer>
  readonly words: Uint32Array<ArrayBuffer>
  /** Log of one plus the lines added: the untrained baseline. */
  readonly baseline: number
  /** What each model says, in log-odds. */
  readonly opinions: readonly number[]
  /** Log-odds before calibration. */
  readonly score: number
  /** Probability of a later fix or revert within two years. */
  readonly probability: number
  /** Share of the repository's latest changes with a lower score, and with fewer lines added, in percent. */
  readonly percentile: number
  readonly baselinePercentile: number
  readonly signal: Signal
}

/** Fewest outcomes of either kind on which a signal, and a probability, may rest. */
const LEAST_OUTCOMES = 20
/** One-sided bound of 95 %. */
const CONFIDENCE = 1.645

/** Whether enough is known of what became of changes here. */
export const knowsOutcomes = ({ learner: { bad, record } }: Judgement): boolean =>
  bad >= LEAST_OUTCOMES && record.matured - bad >= LEAST_OUTCOMES

/** Says whether the learned score has beaten lines added on the matured outcomes of this repository, with confidence. */
export const signalOf = (judgement: Judgement): Signal => {
  if (!knowsOutcomes(judgement)) return 'none'
  const { n, bad, first, second, error } = judgement.learner.comparison
  if (first === null || second === null || error === null) return 'baseline'
  if (bad < LEAST_OUTCOMES || n - bad < LEAST_OUTCOMES) return 'baseline'
  return first - second > CONFIDENCE * error ? 'learned' : 'baseline'
}

/** Judges a change from what is known at this moment, and changes nothing. */
export const assessChange = (judgement: Judgement, change: Change): Assessment => {
  const { learner, past } = judgement
  const { now } = readClock(judgement.clock, change.committedAt)
  const measures = measureChange(past, change, now)
  const words = collectWords(change)
  const baseline = Math.log1p(change.added)
  const opinions = askModels(learner, measures, words, baseline)
  const score = blend(learner, opinions) + incidentOdds(judgement, change)
  return {
    now,
    measures,
    words,
    baseline,
    opinions,
    score,
    probability: probabilityOf(learner, score),
    percentile: percentileOf(learner.record, 'score', score),
    baselinePercentile: percentileOf(learner.record, 'baseline', baseline),
    signal: signalOf(judgement),
  }
}

/**
 * NOTE: incidents are too few to learn their weight from, and too dear to leave out: the odds double with the first
 * and the third. Where no incident is known, lines added alone rule the start.
 */
const incidentOdds = (judgement: Judgement, change: Change): number => {
  if (judgement.past.incidents.size === 0) return 0
  const most = Math.max(0, ...change.files.map(({ path }) => judgement.past.incidents.get(path)?.length ?? 0))
  return Math.log1p(most)
}
