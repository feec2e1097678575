import type { EventData } from '@heimgewebe/contracts'

/** What can become of a change. */
export type OutcomeKind = EventData['outcome.recorded.v1']['kind']
/** What is counted over. */
export type Scope = EventData['outcome.counted.v1']['scope']

/** Counts of one area, rule or repository. */
export interface Tally {
  /** Changes seen. */
  readonly changes: number
  /** Of these, changes with at least one bad outcome. */
  readonly bad: number
  /** Outcomes by kind. */
  readonly kinds: Readonly<Record<OutcomeKind, number>>
  /** Latest outcome events, newest first, at most 10. */
  readonly latest: readonly string[]
  /** Changes and bad ones as they were last told to the others. */
  readonly told: { readonly changes: number; readonly bad: number }
}

/** Outcome events that a count names as its evidence. */
const MAX_LATEST = 10
/** Changes without any bad outcome before a count is worth telling. */
const FIRST_CHANGES = 10

/** Nothing seen yet. */
export const EMPTY: Tally = {
  changes: 0,
  bad: 0,
  kinds: { fixed: 0, reverted: 0, guard_failed: 0, guard_passed: 0, ci_failed: 0, incident: 0 },
  latest: [],
  told: { changes: 0, bad: 0 },
}

/** Whether an outcome speaks against its change. */
export const isBad = (kind: OutcomeKind): boolean => kind !== 'guard_passed'

/** One change more. */
export const withChange = (tally: Tally): Tally => ({ ...tally, changes: tally.changes + 1 })

/** One outcome more. `newlyBad`: it is the first bad one of its change in this scope. */
export const withOutcome = (tally: Tally, kind: OutcomeKind, event: string, newlyBad: boolean): Tally => ({
  ...tally,
  bad: tally.bad + (newlyBad ? 1 : 0),
  kinds: { ...tally.kinds, [kind]: tally.kinds[kind] + 1 },
  latest: [event, ...tally.latest].slice(0, MAX_LATEST),
})

/** The counts were told as they are now. */
export const asTold = (tally: Tally): Tally => ({ ...tally, told: { changes: tally.changes, bad: tally.bad } })

/**
 * Whether counts have moved enough to tell them: the bad ones by a quarter, or the changes to twice what was told, from
 * ten on. So a history of 20,000 changes tells each scope some forty times instead of thousands, what was told is never
 * further behind than that, and the rule depends on nothing but the log.
 */
export const isWorthTelling = ({ changes, bad, told }: Tally): boolean =>
  bad >= told.bad + Math.max(1, Math.ceil(told.bad / 4)) || changes >= Math.max(FIRST_CHANGES, 2 * told.changes)
