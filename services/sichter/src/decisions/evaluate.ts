import { signalOf, type Signal } from './assess-change.js'
import { type Judgement, MODEL } from './judgement.js'
import { trustsBlame } from './models/label-changes.js'

/** How the score of a repository has done so far, each change judged before anything was known of what became of it. */
export interface Evaluation {
  readonly model: string
  readonly judged: number
  /** Changes old enough to count as good or bad. */
  readonly matured: number
  /** The latest of them that were compared, and how many of these were bad. */
  readonly outcomes: number
  readonly bad: number
  /** Areas under the ROC curve of the score and of lines added, and the standard error of their difference. */
  readonly auc: number | null
  readonly baseline_auc: number | null
  readonly difference_error: number | null
  readonly signal: Signal
  /** True where few fixes name what they fix, so that blame tells what was bad. */
  readonly trusts_blame: boolean
}

/** Sums up how the score has done. */
export const evaluate = (judgement: Judgement): Evaluation => {
  const { record, comparison } = judgement.learner
  return {
    model: MODEL,
    judged: record.count,
    matured: record.matured,
    outcomes: comparison.n,
    bad: comparison.bad,
    auc: comparison.first,
    baseline_auc: comparison.second,
    difference_error: comparison.error,
    signal: signalOf(judgement),
    trusts_blame: trustsBlame(judgement.learner),
  }
}
