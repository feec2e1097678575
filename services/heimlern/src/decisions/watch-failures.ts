import { ENOUGH_RUNS } from './normal-range.js'
import type { Observation, Step } from './observation.js'
import { type Finding, found, moved } from './tell-baseline.js'

/** What is kept of how often something fails. */
export interface FailureSeries {
  /** Runs before the present doubt and failures among them, fading. */
  readonly runs: number
  readonly failed: number
  /** Evidence that it fails more than it did, as a logarithm of odds; runs and failures since that began. */
  readonly doubt: number
  readonly since: number
  readonly failedSince: number
  readonly events: readonly string[]
  readonly isOut: boolean
  /** Commit and outcome of the last run: the same once more is no new evidence. */
  readonly last?: string
  /** Share that was told last as normal. */
  readonly told?: number
}

/** Evidence from which an outage is told: by chance it is reached once in 2,000 runs or less. */
const ALARM = Math.log(2000)
/** Runs that what is normal fades over, and runs of trouble that are the new normal. */
const MEMORY = 200
const NEW_NORMAL = 50
const EVENTS = 10
/** Share by which what is normal must have moved to be told again. */
const MOVED = 0.1

const EMPTY: FailureSeries = { runs: 0, failed: 0, doubt: 0, since: 0, failedSince: 0, events: [], isOut: false }

/**
 * Takes in whether one more run failed. The evidence of each run that it fails more often than usual is summed up (a
 * CUSUM), so that an outage is told once, and the usual share of failures seldom. It is over when the sum is gone.
 */
export const watchFailures = (series: FailureSeries = EMPTY, seen: Observation): Step<FailureSeries, Finding> => {
  const last = `${seen.sha ?? seen.event} ${seen.value}`
  if (last === series.last) return { state: series, told: [] }
  const failed = seen.value
  const events = [...series.events, seen.event].slice(-EVENTS)
  if (series.runs < ENOUGH_RUNS) return settle({ ...learn(series, 1, failed), events, last }, seen)
  const usual = usualShare(series)
  const doubted = Math.max(0, series.doubt + evidenceOf(failed, usual))
  if (doubted === 0) {
    // An outage that is over was no part of what is normal; a doubt that came to nothing was.
    const learned = series.isOut ? series : learn(series, series.since + 1, series.failedSince + failed)
    return settle({ ...learned, doubt: 0, since: 0, failedSince: 0, events, last, isOut: false }, seen)
  }
  const next: FailureSeries = {
    ...series,
    // More evidence than an alarm needs would only make the end of an outage be seen late.
    doubt: Math.min(doubted, ALARM),
    since: series.since + 1,
    failedSince: series.failedSince + failed,
    events,
    last,
  }
  if (series.isOut)
    return next.since < NEW_NORMAL
      ? { state: next, told: [] }
      : settle({ ...EMPTY, runs: next.since, failed: next.failedSince, events, last }, seen)
  if (doubted < ALARM) return { state: next, told: [] }
  const range = { median: usual, low: 0, high: Math.min(1, usual + 3 * Math.sqrt((usual * (1 - usual)) / next.since)) }
  const share = { ...seen, value: next.failedSince / next.since }
  return { state: { ...next, isOut: true }, told: [found(share, range, events)] }
}

/** Never nothing and never all: what did not fail in twenty runs may still fail in the next. */
const usualShare = ({ runs, failed }: FailureSeries): number => Math.min(0.9, (failed + 0.5) / (runs + 1))

/** How much a run speaks for a share of failures of at least one half, or three times the usual one, against the usual. */
const evidenceOf = (failed: number, usual: number): number => {
  const raised = Math.min(0.97, Math.max(0.5, 3 * usual))
  return failed === 1 ? Math.log(raised / usual) : Math.log((1 - raised) / (1 - usual))
}

const learn = (series: FailureSeries, runs: number, failed: number): FailureSeries => {
  const fade = Math.max(0, 1 - runs / MEMORY)
  const isFull = series.runs + runs > MEMORY
  return {
    ...series,
    runs: series.runs * (isFull ? fade : 1) + runs,
    failed: series.failed * (isFull ? fade : 1) + failed,
  }
}

const settle = (series: FailureSeries, seen: Observation): Step<FailureSeries, Finding> => {
  if (series.runs < ENOUGH_RUNS) return { state: series, told: [] }
  const usual = series.failed / series.runs
  if (series.told !== undefined && Math.abs(usual - series.told) < MOVED) return { state: series, told: [] }
  const spread = 3 * Math.sqrt((usual * (1 - usual)) / series.runs)
  const range = { median: usual, low: Math.max(0, usual - spread), high: Math.min(1, usual + spread) }
  return { state: { ...series, told: usual }, told: [moved(seen, range, Math.round(series.runs), series.events)] }
}
