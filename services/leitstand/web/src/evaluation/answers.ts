// What sichter answers of how good its judgement was.

/** What the riskiest so many percent hold of the bad changes, 0 to 1. */
export interface Gain {
  readonly looked_at: number
  readonly score: number
  readonly baseline: number
}

/** Changes that were given about the same probability, and what became of them; shares from 0 to 1. */
export interface Bin {
  readonly from: number
  readonly to: number
  readonly changes: number
  readonly bad: number
  readonly said: number
  readonly observed: number
  readonly low: number
  readonly high: number
}

export interface Reliability {
  /** Outcomes that are old enough, and the fewest that a share is said of. */
  readonly ripe: number
  readonly least: number
  /** Commits that were given a probability, and when the first of their outcomes is old enough; null where there are bins. */
  readonly waiting: { readonly changes: number; readonly first_ripe_at: string | null } | null
  readonly bins: readonly Bin[]
  readonly calibration_error: number | null
}

export interface Evaluation {
  readonly so_far: {
    readonly judged: number
    readonly outcomes: number
    readonly bad: number
    readonly auc: number | null
    readonly baseline_auc: number | null
    readonly signal: 'learned' | 'baseline' | 'none'
    readonly trusts_blame: boolean
  }
  readonly capture: Readonly<Record<'bad' | 'top10' | 'top20' | 'baseline_top10' | 'baseline_top20', number>>
  readonly gain: readonly Gain[]
  readonly reliability: Reliability
}
