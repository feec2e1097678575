import { classifyMessage } from '../past/classify-message.js'
import { classifyPath } from '../past/classify-path.js'
import { readBlame } from '../past/blame.js'
import type { Change } from '../past/change.js'
import { countDelay, countFix, trustsBlame } from './label-changes.js'
import type { Learner } from './learner.js'
import type { Past } from '../past/past.js'
import { linkRecord, MATURE, rowOf } from './record-rows.js'

/** Changes that one fix is blamed on at most. */
const MOST_BLAMED = 20

/** Whom blame names for the code lines that a fix replaces: the numbers of the changes that wrote them. */
export const blameFix = (past: Past, change: Change): number[] => {
  const kind = classifyMessage(change.title)
  if (!kind.fix && change.fixes.length === 0) return []
  const lines = new Map<number, number>()
  for (const file of change.files.slice(0, 50)) {
    const kindOfFile = classifyPath(file.path)
    const row = past.fileIndex.get(file.oldPath ?? file.path)
    const blame = row === undefined ? undefined : past.blames[row]
    if (blame === undefined || kindOfFile !== 'code') continue
    readBlame(blame, file.hunks, (count, writer, replaced) => {
      if (replaced && writer >= 0) lines.set(writer, (lines.get(writer) ?? 0) + count)
    })
  }
  return [...lines]
    .sort((a, b) => b[1] - a[1] || b[0] - a[0])
    .slice(0, MOST_BLAMED)
    .map(([writer]) => writer)
}

/** Notes that a change turned out bad. */
export const learnLink = (learner: Learner, bad: number, now: number, explicit: boolean): void => {
  const at = rowOf(learner.record, bad)
  const column = explicit ? learner.record.linked : learner.record.blamed
  const before = column[at] as number
  linkRecord(learner.record, bad, now, explicit)
  const delay = column[at] as number
  if (before < 0 && delay >= 0 && explicit !== trustsBlame(learner)) countDelay(learner, delay)
}

/** Counts a fix and whether it names its cause. */
export const learnFix = (learner: Learner, change: Change, now: number): void => {
  const named = change.fixes.length > 0
  if (named || classifyMessage(change.title).fix) countFix(learner, named, now)
}

/** Moves on to the changes that have become old enough. */
export const mature = ({ record }: Learner, now: number): void => {
  while (record.matured < record.count && (record.time[rowOf(record, record.matured)] as number) < now - MATURE)
    record.matured++
}
