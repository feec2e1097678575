import type { Draft } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'
import type { NormalRange } from './normal-range.js'
import type { Observation } from './observation.js'

/** What is told of a series of runs. */
export type Finding = Draft<'anomaly.found.v1'> | Draft<'baseline.moved.v1'>

const UNIT: Readonly<Record<Observation['measure'], string>> = { duration: 's', failure_rate: 'share' }

const subjectOf = ({ repository, what }: Observation): string => `baseline/${repository}/${what}`

/** A run is far outside of what is normal; `events` are the runs that show it, the last one newest. */
export const found = (
  { repository, what, measure, value, change, sha, ...seen }: Observation,
  { median, low, high }: NormalRange,
  events: readonly string[],
): Draft<'anomaly.found.v1'> =>
  draft('anomaly.found.v1', {
    subject: subjectOf({ repository, what, measure, value, ...seen }),
    data: {
      repository,
      what,
      measure,
      unit: UNIT[measure],
      value,
      median,
      low,
      high,
      factor: median > 0 ? value / median : value,
      ...(change === undefined ? {} : { change }),
      ...(sha === undefined ? {} : { sha }),
      events: events.toReversed(),
    },
  })

/** What is normal was learned, or is another than was told. */
export const moved = (
  seen: Observation,
  { median, low, high }: NormalRange,
  runs: number,
  events: readonly string[],
): Draft<'baseline.moved.v1'> =>
  draft('baseline.moved.v1', {
    subject: subjectOf(seen),
    data: {
      repository: seen.repository,
      what: seen.what,
      measure: seen.measure,
      unit: UNIT[seen.measure],
      runs,
      median,
      low,
      high,
      events: events.toReversed(),
    },
  })
