import { type Draft, type MeshEvent, deriveId, draft, timeOfId } from '@heimgewebe/contracts'
import { Count } from './count.js'
import type { Known, Learned, Outcome } from './known.js'
import type { Sighting } from './see-outcomes.js'
import type { OutcomeKind } from './tally.js'
import { MAX_AREAS, type Unit } from './unit.js'

/** Kinds that come one by one, never by the thousand from a history: their counts are told at once. */
const TOLD_AT_ONCE: ReadonlySet<OutcomeKind> = new Set(['guard_failed', 'guard_passed', 'incident'])

/**
 * Learns from one event: counts the changes that are new, records each outcome that is new, and tells the counts that
 * moved enough. An outcome of a change that is not in the log is recorded now and counted when the change arrives.
 */
export const learnOutcomes = (
  event: MeshEvent,
  newcomers: readonly Unit[],
  sightings: readonly Sighting[],
  known: Known,
): Learned => {
  const count = new Count(known)
  for (const unit of newcomers) {
    count.change(unit)
    for (const outcome of known.waitingFor(unit.change)) count.outcome(outcome)
  }
  const outcomes = newOf(sightings, known).map((sighting) => {
    const outcome = recordOf(event, sighting, known, count)
    if (outcome.unit !== undefined) count.outcome(outcome)
    return outcome
  })
  const atOnce = outcomes.some(({ kind }) => TOLD_AT_ONCE.has(kind))
  return {
    outcomes,
    drafts: [...outcomes.map(toldOutcome), ...count.told(atOnce)],
    units: count.changedUnits(),
    tallies: count.changedTallies(),
  }
}

const newOf = (sightings: readonly Sighting[], { isRecorded }: Known): Sighting[] => {
  const unique = new Map(sightings.map((sighting) => [keyOf(sighting), sighting]))
  return [...unique.values()].filter((sighting) => !isRecorded(sighting))
}

/** One outcome, whatever event shows it. */
const keyOf = ({ change, kind, evidence }: Sighting): string => `${change} ${kind} ${evidence}`

const recordOf = (event: MeshEvent, sighting: Sighting, known: Known, count: Count): Outcome => {
  const unit = count.unitOf(sighting.change)
  const days = unit?.at === undefined ? undefined : daysBetween(unit.at, sighting.at)
  return {
    ...sighting,
    id: deriveId(timeOfId(event.id), `${event.id}|heimlern|${keyOf(sighting)}`),
    repository: known.repository,
    areas: sighting.area === undefined ? (unit?.areas ?? []) : [sighting.area],
    ...(unit === undefined ? {} : { unit: unit.change }),
    ...(days === undefined ? {} : { days }),
  }
}

/** Days with two digits after the point. Clocks differ: what lies before the change counts as 0. */
const daysBetween = (from: string, to: string): number =>
  Math.max(0, Math.round(((Date.parse(to) - Date.parse(from)) / 86_400_000) * 100) / 100)

const toldOutcome = ({ id, repository, change, kind, by, events, areas, days }: Outcome): Draft =>
  draft('outcome.recorded.v1', {
    id,
    subject: change,
    data: {
      repository,
      change,
      kind,
      by: by.slice(0, 500),
      events: [...events],
      ...(areas.length > 0 ? { areas: areas.slice(0, MAX_AREAS) } : {}),
      ...(days === undefined ? {} : { days }),
    },
  })
