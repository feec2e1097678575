import { lowerShare } from '@heimgewebe/decider'
import { HORIZON } from './models/record-rows.js'
import { COMPARISON_WINDOW } from './models/score-change.js'
import { newClock, readClock } from './past/clock.js'
import { DAY } from './past/past.js'

/** The ripe outcomes of the changes that were given one probability. */
export interface Said {
  /** What was said of them, 0 to 1. */
  readonly probability: number
  readonly changes: number
  /** Those of them that turned out bad within the two years that the probability speaks of. */
  readonly bad: number
}

/** Changes that were given about the same probability, and what became of them. */
export interface Bin {
  /** Least and largest probability of the bin, 0 to 1. */
  readonly from: number
  readonly to: number
  readonly changes: number
  readonly bad: number
  /** The probability that was said of them, on average. */
  readonly said: number
  /** Share of them that turned out bad, and its 95 % interval (Wilson). */
  readonly observed: number
  readonly low: number
  readonly high: number
}

/** How the probabilities that were given compare with what became of the changes. */
export interface Reliability {
  /** Outcomes that are compared, each two years old: what the bins hold. */
  readonly ripe: number
  /** None below `LEAST_IN_BIN` ripe outcomes. */
  readonly bins: readonly Bin[]
  /** Mean distance between what was said and what was observed in a bin, weighed by its changes; null without a bin. */
  readonly calibration_error: number | null
}

/** Age from which an outcome is final, in days: the probability speaks of these two years. */
export const RIPE_DAYS = HORIZON / DAY

/**
 * Latest ripe outcomes that are compared, as many as the score is compared with lines added on. What counts as bad can
 * change: while few fixes name what they fix, blame says it, and a probability of those days spoke of that.
 */
export const MOST_OUTCOMES = COMPARISON_WINDOW
/** Fewest outcomes that a share is said of. */
export const LEAST_IN_BIN = 20
const MOST_BINS = 10
/** From here on there are enough outcomes for bins of equal width: tenths of a probability. */
const MANY = 1000

/** The repository's own time, from the commit times (seconds) of its latest changes, the earliest judged first. 0 of none. */
export const timeAfter = (times: readonly number[]): number => times.reduce(readClock, newClock()).now

/**
 * Compares what was said with what came; each probability stands once in `said`. The outcome of a younger change is left
 * out instead of being guessed from its age: that guess is what set the level of the probabilities, and would agree with
 * itself.
 */
export const measureReliability = (said: readonly Said[]): Reliability => {
  const rows = said.filter(({ changes }) => changes > 0).toSorted((a, b) => a.probability - b.probability)
  const ripe = sum(rows, ({ changes }) => changes)
  const bins = groupsOf(rows, ripe).map(binOf)
  return {
    ripe,
    bins,
    calibration_error:
      bins.length === 0 ? null : sum(bins, (bin) => bin.changes * Math.abs(bin.said - bin.observed)) / ripe,
  }
}

const sum = <T>(rows: readonly T[], value: (row: T) => number): number => rows.reduce((all, row) => all + value(row), 0)

/** The rows, split into bins; those of one probability are never split. */
const groupsOf = (rows: readonly Said[], ripe: number): Said[][] => {
  const bins = Math.min(MOST_BINS, Math.floor(ripe / LEAST_IN_BIN))
  const groups = Array.from({ length: bins }, (): Said[] => [])
  let before = 0
  for (const row of rows) {
    // Of equal count: a row belongs to the bin that the middle of its changes falls into.
    const place = ripe >= MANY ? row.probability * bins : ((before + row.changes / 2) / ripe) * bins
    groups[Math.min(bins - 1, Math.floor(place))]?.push(row)
    before += row.changes
  }
  return groups.filter(({ length }) => length > 0)
}

const binOf = (rows: readonly Said[]): Bin => {
  const changes = sum(rows, (row) => row.changes)
  const bad = sum(rows, (row) => row.bad)
  return {
    from: rows[0]!.probability,
    to: rows.at(-1)!.probability,
    changes,
    bad,
    said: sum(rows, (row) => row.probability * row.changes) / changes,
    observed: bad / changes,
    low: lowerShare(bad, changes),
    high: 1 - lowerShare(changes - bad, changes),
  }
}
