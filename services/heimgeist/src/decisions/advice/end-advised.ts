import type { EventData, MeshEvent } from '@heimgewebe/contracts'

/** How a change ended that something was recommended to: given up, merged without trouble, or with trouble. */
export type Ended = 'dropped' | 'well' | 'badly'

// NOTE: what heimlern calls an end that is bad, so that both count the same; what a history calls a fix is too common.
const BAD: ReadonlySet<EventData['outcome.recorded.v1']['kind']> = new Set([
  'guard_failed',
  'ci_failed',
  'incident',
  'reverted',
])
const RANK: Readonly<Record<Ended, number>> = { dropped: 0, well: 1, badly: 2 }

/** What an event says of how a change ended; undefined where it says nothing. */
export const endingOf = (event: MeshEvent): Ended | undefined => {
  if (event.type === 'pr.merged.v1') return 'well'
  if (event.type === 'pr.closed.v1') return 'dropped'
  if (event.type !== 'outcome.recorded.v1') return undefined
  return BAD.has((event as MeshEvent<'outcome.recorded.v1'>).data.kind) ? 'badly' : undefined
}

/** Whether an ending counts instead of the one before: trouble after the merge does, a merge after trouble does not. */
export const counts = (ended: Ended, before: Ended | null): boolean => before === null || RANK[ended] > RANK[before]
