import { describeCalibration, type Reliability } from './describe-calibration.js'

/** What sichter answers at /evaluation: the score on this repository's own outcomes, each change judged before they were known. */
export interface Backtest {
  readonly so_far: {
    readonly judged: number
    readonly outcomes: number
    readonly bad: number
    readonly auc: number | null
    readonly baseline_auc: number | null
    readonly signal: 'learned' | 'baseline' | 'none'
    readonly trusts_blame: boolean
  }
  readonly capture: {
    readonly bad: number
    readonly top10: number
    readonly top20: number
    readonly baseline_top10: number
    readonly baseline_top20: number
  }
  readonly reliability: Reliability
}

const area = (value: number | null): string => (value === null ? 'unknown' : value.toFixed(3))

const VERDICTS = {
  learned: 'The score beats lines added here, with 95 % confidence.',
  baseline:
    'No signal: here the score does not beat lines added with confidence, so changes are ordered by their size.',
  none: 'No signal: too few outcomes are known to tell.',
}

/** A back-test in sentences, the outcome first. */
export const describeBacktest = ({ so_far: soFar, capture, reliability }: Backtest): readonly string[] => [
  capture.bad === 0
    ? `None of the ${soFar.judged} judged changes is known to have been bad.`
    : `Of your last ${capture.bad} bad changes, ${capture.top10} were among the riskiest 10 %, ${capture.top20} among the riskiest 20 %.`,
  ...(capture.bad === 0
    ? []
    : [`By lines added alone it would have been ${capture.baseline_top10} and ${capture.baseline_top20}.`]),
  ...(soFar.auc === null
    ? []
    : [
        `Area under the ROC curve on the last ${soFar.outcomes} outcomes, ${soFar.bad} of them bad: ${area(soFar.auc)}; lines added ${area(soFar.baseline_auc)}.`,
      ]),
  VERDICTS[soFar.signal],
  describeCalibration(reliability),
  ...(soFar.trusts_blame
    ? ['Few fixes here name what they fix: bad is what wrote the lines that a fix replaced.']
    : []),
]
