import { DAY } from './past.js'

/** The repository's own time: that of its latest changes, not of a single wrong date. */
export interface Clock {
  now: number
  readonly latest: number[]
}

const LATEST = 9
const TOLERANCE = 365 * DAY

export const newClock = (): Clock => ({ now: 0, latest: [] })

/** The time a change is taken to have, and the time after it. A date far from its neighbours' counts as theirs. */
export const readClock = (clock: Clock, time: number): Clock => {
  const latest = [...clock.latest, time].slice(-LATEST)
  const median = latest.toSorted((a, b) => a - b)[Math.floor(latest.length / 2)] as number
  const sane = Math.abs(time - median) <= TOLERANCE ? time : median
  const now = Math.abs(clock.now - median) <= TOLERANCE ? Math.max(clock.now, sane) : sane
  return { now, latest }
}
