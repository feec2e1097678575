import { findIncidents } from './facts-of-incidents.js'
import { findFailures, findFixedFiles, findFixedFunctions, findFixedLines } from './facts-of-fixes.js'
import { findMissing, findNewcomer, findRush } from './facts-of-habits.js'
import { findAreas } from './facts-of-areas.js'
import type { Change } from './change.js'
import type { Fact } from './fact.js'
import type { Judgement } from './judgement.js'

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

/** The strongest past facts about what a change touches, at most three, one of each kind; none where there is no past. */
export const giveReasons = (
  judgement: Judgement,
  change: Change,
  now: number,
): { kind: string; text: string; events: string[] }[] =>
  FINDERS.flatMap((find): Fact[] => find(judgement, change, now))
    .filter(({ events }) => events.length > 0)
    .toSorted((a, b) => b.strength - a.strength || (a.text < b.text ? -1 : 1))
    .slice(0, MOST_REASONS)
    .map(({ kind, text, events }) => ({
      kind,
      text: text.slice(0, LONGEST_TEXT).toWellFormed(),
      events: [...new Set(events)].slice(0, MOST_EVENTS),
    }))
