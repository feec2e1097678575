import type { EventData } from '@heimgewebe/contracts'
import type { Judgement } from './judgement.js'
import { findChange } from './suspects/learn-incident.js'
import { listOf } from './past/rows.js'

/** Failures kept a file: the latest. */
const MOST_FAILURES = 50

/**
 * Takes in what heimlern saw become of a change: failed guards and CI runs become facts of its files.
 * Fixes, reverts and incidents are heard of from their own events, and would count twice.
 */
export const learnOutcome = (judgement: Judgement, outcome: EventData['outcome.recorded.v1'], event: string): void => {
  if (outcome.kind !== 'guard_failed' && outcome.kind !== 'ci_failed') return
  const { past } = judgement
  const change = findChange(judgement, outcome.change)
  if (change === undefined) return
  for (const row of listOf(past.changeFiles, change))
    past.failures.set(row, [...(past.failures.get(row) ?? []), event].slice(-MOST_FAILURES))
}

/** Takes in heimlern's count of one area or of the repository. */
export const learnCount = (judgement: Judgement, count: EventData['outcome.counted.v1'], event: string): void => {
  const taken = { changes: count.changes, bad: count.bad, events: count.events.length > 0 ? count.events : [event] }
  if (count.scope === 'area') judgement.areaCounts.set(count.key, taken)
  if (count.scope === 'repository') judgement.all = taken
}
