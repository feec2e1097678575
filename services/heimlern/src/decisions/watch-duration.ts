import { ENOUGH_RUNS, type NormalRange, normalRange } from './normal-range.js'
import type { Observation, Step } from './observation.js'
import { type Finding, found, moved } from './tell-baseline.js'

/** What is kept of how long something takes. */
export interface DurationSeries {
  /** Latest runs in seconds, the newest last, and the events of the last few. */
  readonly values: readonly number[]
  readonly events: readonly string[]
  /** What was told last as normal. */
  readonly told?: NormalRange
  /** Runs of the present trouble that are not among them: they are no part of what is normal unless it lasts. */
  readonly pending: readonly number[]
  /** Side on which the runs are far outside since it was told, how many in a row are, and how many in a row are not. */
  readonly out?: 'high' | 'low'
  readonly outside: number
  readonly inside: number
  /** Last run, where its host names it. */
  readonly run?: string
}

/** Runs that what is normal is learned from, the latest; and runs in a row that are the new normal, or the old one again. */
const WINDOW = 200
const NEW_NORMAL = 10
const OVER = 3
const EVENTS = 5
/** Factor by which the median must have moved to be told again. */
const MOVED = 1.25

const EMPTY: DurationSeries = { values: [], events: [], pending: [], outside: 0, inside: 0 }

/**
 * Takes in how long one more run took. The first run far outside is told, those that follow on the same side are the
 * same trouble; ten in a row are a new normal, and what was normal before is forgotten.
 */
export const watchDuration = (known: DurationSeries = EMPTY, seen: Observation): Step<DurationSeries, Finding> => {
  if (seen.run !== undefined && seen.run === known.run) return { state: known, told: [] }
  const of = seen.run === undefined ? {} : { run: seen.run }
  const series = { ...known, ...of }
  const range = series.values.length >= ENOUGH_RUNS ? normalRange(series.values) : undefined
  const side = range === undefined ? undefined : sideOf(seen, range)
  const events = [...series.events, seen.event].slice(-EVENTS)
  if (range === undefined || side === undefined) {
    const values = [...series.values, seen.value].slice(-WINDOW)
    return settle(withoutTrouble({ ...series, values, events, outside: 0, inside: series.inside + 1 }), seen, range)
  }
  const isSame = series.out === side
  const outside = isSame ? series.outside + 1 : 1
  const pending = isSame ? [...series.pending, seen.value].slice(-NEW_NORMAL) : [seen.value]
  if (outside >= NEW_NORMAL)
    return settle({ ...EMPTY, ...of, values: pending, events, inside: OVER }, seen, normalRange(pending))
  // The first run of a trouble counts as far as the end of what is normal: a tail that is longer than was thought shows.
  const values = isSame ? series.values : [...series.values, range[side]].slice(-WINDOW)
  const next = { ...series, values, events, pending, out: side, outside, inside: 0 }
  return { state: next, told: isSame ? [] : [found(seen, range, events)] }
}

/** Nearer to the end of what is normal than a step of the clock is not outside of it for certain. */
const sideOf = ({ value, resolution = 0 }: Observation, { low, high }: NormalRange): 'high' | 'low' | undefined =>
  value - resolution > high ? 'high' : value + resolution < low ? 'low' : undefined

/** Trouble is over after a few runs in a row that are normal: one good run between bad ones does not end it. */
const withoutTrouble = ({ out, ...series }: DurationSeries): DurationSeries =>
  out === undefined ? series : series.inside >= OVER ? { ...series, pending: [] } : { ...series, out }

const settle = (series: DurationSeries, seen: Observation, known?: NormalRange): Step<DurationSeries, Finding> => {
  if (known === undefined && series.values.length < ENOUGH_RUNS) return { state: series, told: [] }
  const range = known ?? normalRange(series.values)
  const { told } = series
  const factor = told === undefined ? Infinity : Math.max(range.median / told.median, told.median / range.median)
  if (factor < MOVED) return { state: series, told: [] }
  return { state: { ...series, told: range }, told: [moved(seen, range, series.values.length, series.events)] }
}
