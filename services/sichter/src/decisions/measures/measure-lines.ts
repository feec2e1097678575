import { readBlame } from '../past/blame.js'
import type { Change } from '../past/change.js'
import { C, DAY, type Past } from '../past/past.js'
import { cell } from '../past/rows.js'

/** What is known of the lines that a change replaces or stands beside. */
export interface LinesSum {
  replaced: number
  known: number
  own: number
  age: number
  youngest: number
  fromFix: number
  fromBad: number
  /** Of these, lines of changes that are named as bad, by more than blame. */
  fromLinked: number
  writers: number
}

/** Reads who wrote, when and how well, the lines that the change replaces or follows. */
export const measureLines = (past: Past, change: Change, author: number | undefined, now: number): LinesSum => {
  const sum: LinesSum = {
    replaced: 0,
    known: 0,
    own: 0,
    age: 0,
    youngest: 20 * 365,
    fromFix: 0,
    fromBad: 0,
    fromLinked: 0,
    writers: 0,
  }
  const writers = new Set<number>()
  for (const file of change.files.slice(0, 50)) {
    const row = past.fileIndex.get(file.oldPath ?? file.path)
    const blame = row === undefined ? undefined : past.blames[row]
    if (blame === undefined) continue
    readBlame(blame, file.hunks, (lines, writer, replaced) => {
      if (replaced) sum.replaced += lines
      if (writer < 0) return
      const age = Math.max(0, now - cell(past.changes, writer, C.time)) / DAY
      writers.add(writer)
      sum.known += lines
      sum.age += lines * Math.log1p(age)
      sum.youngest = Math.min(sum.youngest, age)
      if (cell(past.changes, writer, C.author) === author) sum.own += lines
      if (cell(past.changes, writer, C.fix) > 0) sum.fromFix += lines
      if (cell(past.changes, writer, C.bad) > 0) sum.fromBad += lines
      if (cell(past.changes, writer, C.linked) > 0) sum.fromLinked += lines
    })
  }
  sum.writers = writers.size
  return sum
}
