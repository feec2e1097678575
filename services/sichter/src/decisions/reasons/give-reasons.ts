import type { EventData } from '@heimgewebe/contracts'
import { findIncidents } from './facts-of-incidents.js'
import { findFailures, findFixedFiles, findFixedFunctions, findFixedLines } from './facts-of-fixes.js'
import { findMissing, findNewcomer, findRush } from './facts-of-habits.js'
import { findAreas } from './facts-of-areas.js'
import type { Change } from '../past/change.js'
import type { Fact } from './fact.js'
import type { Judgement } from '../judgement.js'
import { shareOf } from './weigh-fact.js'

/** Reasons of one judgement at most. */
const MOST_REASONS = 3
/** Events of one reason at most. */
const MOST_EVENTS = 50
const LONGEST_TEXT = 500

const FINDERS = [
  findIncidents,
  findFixedFiles,
  findFixedFunctions,
  findFixedLines,
  findFailures,
  findMissing,
  findNewcomer,
  findRush,
  findAreas,
]

type Assessed = EventData['risk.assessed.v1']

/** The past facts about what a change touches, one of each kind, the strongest first; none where there is no past. */
export const findFacts = (judgement: Judgement, change: Change, now: number): Fact[] =>
  FINDERS.flatMap((find): Fact[] => find(judgement, change, now))
    .filter(({ events }) => events.length > 0)
    .toSorted((a, b) => b.strength - a.strength || (a.text < b.text ? -1 : 1))

/** What is added to a fact that there is more of elsewhere: it is known, and speaks for the change rather than against it. */
const USUAL = ', which is no more than usual here'

/**
 * The strongest facts as reasons, at most three. A fact that turned out to speak for a change here is none, but where there
 * is no other: then the strongest is given for what it is. Beside them what every fact that was found adds, also of those
 * not shown.
 */
export const giveReasons = (facts: readonly Fact[]): Pick<Assessed, 'reasons' | 'factors'> => {
  const weighed = facts.flatMap(({ kind, adds }) => (adds === undefined ? [] : [{ kind, adds: round(adds) }]))
  const added = facts.flatMap(({ adds }) => adds ?? [])
  const against = facts.filter(({ adds = 0 }) => round(adds) >= 0)
  const usual = facts
    .slice(0, 1)
    .map((fact) => ({ ...fact, text: fact.text.slice(0, LONGEST_TEXT - USUAL.length) + USUAL }))
  return {
    reasons: (against.length > 0 ? against : usual).slice(0, MOST_REASONS).map(({ kind, text, events, adds }) => ({
      kind,
      text: text.slice(0, LONGEST_TEXT).toWellFormed(),
      events: [...new Set(events)].slice(0, MOST_EVENTS),
      ...(adds === undefined ? {} : { adds: round(adds), weight: round(shareOf(adds, added)) }),
    })),
    ...(weighed.length === 0
      ? {}
      : { factors: { total: round(weighed.reduce((sum, { adds }) => sum + adds, 0)), of: weighed } }),
  }
}

const round = (value: number): number => Math.min(1000, Math.round(value * 1000) / 1000)
