/** Where a change that turned out bad had stood among the changes judged before it, in percent. */
export interface Rank {
  readonly score: number
  readonly baseline: number
}

/** Of the latest bad changes, how many were among the riskiest. */
export interface Capture {
  readonly bad: number
  readonly top10: number
  readonly top20: number
  readonly baseline_top10: number
  readonly baseline_top20: number
}

/** The share of the bad changes, 0 to 1, that is found by looking at the riskiest ones. */
export interface Gain {
  /** How many are looked at, in percent. */
  readonly looked_at: number
  readonly score: number
  readonly baseline: number
}

const STEP = 5

/** Whether a change is met by who looks at so many percent, the riskiest first. */
const isMet = (percentile: number, lookedAt: number): boolean => lookedAt > 0 && percentile >= 100 - lookedAt

const met = (ranks: readonly Rank[], by: keyof Rank, lookedAt: number): number =>
  ranks.filter((rank) => isMet(rank[by], lookedAt)).length

/** How many of the bad changes were among the riskiest 10 and 20 %, by the score and by lines added. */
export const countCapture = (ranks: readonly Rank[]): Capture => ({
  bad: ranks.length,
  top10: met(ranks, 'score', 10),
  top20: met(ranks, 'score', 20),
  baseline_top10: met(ranks, 'baseline', 10),
  baseline_top20: met(ranks, 'baseline', 20),
})

/** The share of the bad changes that is found at each twentieth of the changes looked at; empty where none is known. */
export const measureGain = (ranks: readonly Rank[]): Gain[] =>
  ranks.length === 0
    ? []
    : Array.from({ length: 100 / STEP + 1 }, (_, at) => ({
        looked_at: at * STEP,
        score: met(ranks, 'score', at * STEP) / ranks.length,
        baseline: met(ranks, 'baseline', at * STEP) / ranks.length,
      }))
