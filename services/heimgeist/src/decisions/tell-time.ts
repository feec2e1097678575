import type { MeshEvent } from '@heimgewebe/contracts'

// NOTE: a decision may read no clock, or handling the log again would decide otherwise. So "now" is taken from the log:
// the latest time at which its repository was registered or imported, or the event's own time where that is later. An
// importer dates its first look at a repository like the head of the default branch, so that the last week of a history
// is live whenever it is read. What was committed while the mesh was down is live too; the budgets bound what follows.

/** The moment of a decision about an event, in Unix milliseconds. `clockMs` is the repository's clock, 0 when unknown. */
export const momentOf = (event: MeshEvent, clockMs: number): number => Math.max(Date.parse(event.time), clockMs)

/** The day of a moment, as YYYY-MM-DD in UTC. Budgets last a day. */
export const dayOf = (momentMs: number): string => new Date(momentMs).toISOString().slice(0, 10)

/**
 * Whether there is still a decision to make about a judged change: it is open, or its commit is younger than the window
 * at the moment of the decision. So the import of a history leads to no decisions about what was merged years ago.
 */
export const isLive = (event: MeshEvent<'risk.assessed.v1'>, clockMs: number, windowMs: number): boolean =>
  event.data.open || momentOf(event, clockMs) - Date.parse(event.time) <= windowMs
