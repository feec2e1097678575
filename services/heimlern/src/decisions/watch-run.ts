import type { Observation, Step } from './observation.js'
import type { Finding } from './tell-baseline.js'
import { type DurationSeries, watchDuration } from './watch-duration.js'
import { type FailureSeries, watchFailures } from './watch-failures.js'

/** What is kept of a series of runs, by its measure. */
export type Series = { readonly duration: DurationSeries } | { readonly failure_rate: FailureSeries }

/** Takes one run into the series that it belongs to. */
export const watchRun = (series: Series | undefined, seen: Observation): Step<Series, Finding> => {
  if (seen.measure === 'duration') {
    const { state, told } = watchDuration(series && 'duration' in series ? series.duration : undefined, seen)
    return { state: { duration: state }, told }
  }
  const { state, told } = watchFailures(series && 'failure_rate' in series ? series.failure_rate : undefined, seen)
  return { state: { failure_rate: state }, told }
}
