/** What is usual for a measure that is never negative: middle and ends, on the scale of the measure. */
export interface NormalRange {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Runs from which anything is said of what is normal. */
export const ENOUGH_RUNS = 20
/** How many times as far as the tenth of the runs on its side a run must lie from the median to be far outside. */
const FAR = 4
/** A few runs tell little of the tails: the range is as much wider as this many runs are a part of them. */
const UNCERTAINTY = 8
/** Below this factor nothing is far outside, however even the runs were. */
const LEAST_FACTOR = 2
/** What takes no time at all has no logarithm. In seconds. */
const LEAST = 0.001

/**
 * The range outside of which a run is far from normal. On a logarithmic scale, each side by its own outer tenth, so that
 * a long tail widens its own side; neither a mean nor a deviation, which a single run could move.
 */
export const normalRange = (values: readonly number[]): NormalRange => {
  const sorted = Float64Array.from(values, (value) => Math.log(Math.max(LEAST, value))).sort()
  const median = quantile(sorted, 0.5)
  const far = FAR * (1 + UNCERTAINTY / sorted.length)
  const least = Math.log(LEAST_FACTOR)
  return {
    median: Math.exp(median),
    low: Math.exp(median - Math.max(least, far * (median - quantile(sorted, 0.1)))),
    high: Math.exp(median + Math.max(least, far * (quantile(sorted, 0.9) - median))),
  }
}

/** A quantile of sorted values, between neighbours by proportion. */
const quantile = (sorted: Float64Array, share: number): number => {
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}
