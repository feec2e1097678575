import type { Judgement } from '../judgement.js'
import { C } from '../past/past.js'
import { cell, listOf } from '../past/rows.js'
import { columnsAt, S } from '../suspects/match-columns.js'
import { searchChanges } from '../suspects/search-changes.js'
import { readReport } from '../suspects/suspect-query.js'
import type { Statement } from './statement.js'

/** Changes that one is compared with. */
const MOST_ALIKE = 5
/** Files whose paths are compared. */
const MOST_FILES = 40

/** A change to compare with those of the past. */
export interface Subject {
  readonly title: string
  readonly files: readonly string[]
  /** The time of the repository, in seconds. */
  readonly now: number
  /** Its own number in the past, where it is part of it. */
  readonly own?: number
}

/** Says how many of the earlier changes most like one had to be fixed or reverted, or broke something; nothing where none did. */
export const tellAlike = (judgement: Judgement, { title, files, now, own }: Subject): Statement[] => {
  const { past } = judgement
  if (past.changes.used === 0) return []
  const report = { time: now, text: `${title}\n${files.slice(0, MOST_FILES).join('\n')}`, files }
  const found = searchChanges(judgement, readReport(past, report))
  const score = (change: number): number => found.columns[columnsAt(found, change) + S.first] as number
  const alike = [...new Set(found.changes)]
    .filter((change) => change !== own && past.shas[change] !== '' && cell(past.changes, change, C.time) < now)
    .sort((one, other) => score(other) - score(one) || other - one)
    .slice(0, MOST_ALIKE)
  const bad = alike.filter((change) => cell(past.changes, change, C.bad) > 0)
  if (bad.length === 0) return []
  const names = bad.map((change) => (past.shas[change] ?? '').slice(0, 12)).join(', ')
  return [
    {
      text: `of the ${alike.length} earlier changes most like it ${bad.length} had to be fixed or reverted, or broke something: ${names}`,
      events: bad.flatMap((change) => past.events[change] ?? []),
    },
  ]
}

/** Paths of the files of a remembered change. */
export const filesOf = ({ past }: Judgement, change: number): string[] =>
  Array.from(listOf(past.changeFiles, change), (row) => past.paths[row] ?? '')
