import { log } from './log.js'
import { type BugColumns, DAY, faded } from '../past/past.js'
import { cell, type Rows } from '../past/rows.js'

/** Sums up the bugs of several things that one change touches. */
export interface BugSum {
  bugs: number
  recentBugs: number
  mostRecentBugs: number
  bugShare: number
  sinceBug: number
}

export const newBugSum = (): BugSum => ({
  bugs: 0,
  recentBugs: 0,
  mostRecentBugs: 0,
  bugShare: 0,
  sinceBug: 20 * 365,
})

/** One thing that was changed before: where its bugs stand, and how often it changed. */
export interface Place {
  readonly rows: Rows
  readonly row: number
  readonly columns: BugColumns
  readonly changes: number
}

/** Adds the bugs of one thing; weight is its part of the change, rate the usual share of bad changes. */
export const addBugs = (
  sum: BugSum,
  { rows, row, columns, changes }: Place,
  { rate, now, weight }: { rate: number; now: number; weight: number },
): void => {
  const count = cell(rows, row, columns.count)
  const last = cell(rows, row, columns.last)
  const recent = faded(cell(rows, row, columns.recent), last, now, 365 * DAY)
  sum.bugs = Math.max(sum.bugs, count)
  sum.recentBugs += recent
  sum.mostRecentBugs = Math.max(sum.mostRecentBugs, recent)
  sum.bugShare += (weight * (count + 10 * rate)) / (changes + 10)
  if (count > 0) sum.sinceBug = Math.min(sum.sinceBug, (now - last) / DAY)
}

/** Bugs as the models see them; weight is that of all things together. */
export const measureBugs = (sum: BugSum, weight: number) => ({
  bugs: log(sum.bugs),
  recentBugs: log(sum.recentBugs),
  mostRecentBugs: log(sum.mostRecentBugs),
  bugShare: sum.bugShare / Math.max(1e-9, weight),
  sinceBug: log(sum.sinceBug),
})
