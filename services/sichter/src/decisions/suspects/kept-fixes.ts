import { classifyMessage } from '../past/classify-message.js'
import type { Change } from '../past/change.js'
import type { FixReading } from './read-fix.js'

/** By number of the change: what the latest fixes told when they came. Later their lines have moved on. */
export type KeptFixes = ReadonlyMap<number, FixReading>

/** Fixes that are kept, and of each the changes that it tells most of, in each of the ways to tell. */
const MOST_FIXES = 150
const MOST_WRITERS = 60

/** Whether a change says that it mends something. */
export const isFix = ({ title, fixes, reverts }: Change): boolean => {
  if (fixes.length > 0 || reverts.length > 0) return true
  const { fix, revert } = classifyMessage(title)
  return fix || revert
}

const most = (of: ReadonlyMap<number, number>): ReadonlyMap<number, number> =>
  of.size <= MOST_WRITERS ? of : new Map([...of].sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, MOST_WRITERS))

/** Keeps what a fix told: who names it later as the end of an incident asks with it. */
export const keepFix = (kept: Map<number, FixReading>, fix: number, reading: FixReading): void => {
  const { trace, lines, beside } = reading
  kept.set(fix, {
    ...reading,
    lines: most(lines),
    beside: most(beside),
    trace: { ...trace, near: most(trace.near), standing: most(trace.standing) },
  })
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_FIXES) break
    kept.delete(oldest)
  }
}
