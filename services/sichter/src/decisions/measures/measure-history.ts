import { addBugs, newBugSum, type BugSum } from './measure-bugs.js'
import { BUGS_OF, DAY, EVIDENCE, type Evidence, faded, H, type Past, usualRate } from '../past/past.js'
import { cell, type Rows } from '../past/rows.js'

/** Sums up the history of several things that one change touches. */
export interface HistorySum {
  known: number
  changes: number
  recent: number
  churn: number
  developers: number
  youngest: number
  oldest: number
  idle: number
  fixes: number
  recentFixes: number
  fixShare: number
  /** By all that is taken for a bug here, and by what is named alone. */
  readonly bugs: Readonly<Record<Evidence, BugSum>>
  withTest: number
  weight: number
}

export const newHistorySum = (): HistorySum => ({
  known: 0,
  changes: 0,
  recent: 0,
  churn: 0,
  developers: 0,
  youngest: 20 * 365,
  oldest: 0,
  idle: 20 * 365,
  fixes: 0,
  recentFixes: 0,
  fixShare: 0,
  bugs: { all: newBugSum(), links: newBugSum() },
  withTest: 0,
  weight: 0,
})

/** Adds the history of one thing; weight is its part of the change. */
export const addHistory = (
  sum: HistorySum,
  past: Past,
  rows: Rows,
  row: number | undefined,
  now: number,
  weight: number,
): void => {
  sum.weight += weight
  if (row === undefined) {
    for (const evidence of EVIDENCE) sum.bugs[evidence].bugShare += weight * usualRate(past, evidence)
    sum.youngest = 0
    return
  }
  const at = (column: number): number => cell(rows, row, column)
  const changes = at(H.changes)
  sum.known++
  sum.changes = Math.max(sum.changes, changes)
  sum.recent = Math.max(sum.recent, faded(at(H.recent), at(H.last), now, 90 * DAY))
  sum.churn = Math.max(sum.churn, faded(at(H.churn), at(H.last), now, 90 * DAY))
  sum.developers = Math.max(sum.developers, at(H.developers))
  sum.youngest = Math.min(sum.youngest, (now - at(H.first)) / DAY)
  sum.oldest = Math.max(sum.oldest, (now - at(H.first)) / DAY)
  sum.idle = Math.min(sum.idle, (now - at(H.last)) / DAY)
  sum.fixes = Math.max(sum.fixes, at(H.fixes))
  sum.recentFixes = Math.max(sum.recentFixes, faded(at(H.recentFixes), at(H.lastFix), now, 365 * DAY))
  sum.fixShare += (weight * (at(H.fixes) + 0.4)) / (changes + 2)
  for (const evidence of EVIDENCE) {
    const place = { rows, row, columns: BUGS_OF.thing[evidence], changes }
    addBugs(sum.bugs[evidence], place, { rate: usualRate(past, evidence), now, weight })
  }
  sum.withTest += (weight * at(H.withTest)) / (changes + 1)
}
