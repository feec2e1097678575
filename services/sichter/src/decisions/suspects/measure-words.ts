import { D } from './index-change.js'
import type { Judgement } from '../judgement.js'
import { columnsAt, S } from './match-columns.js'
import { cell } from '../past/rows.js'
import type { Found } from './search-changes.js'
import { U } from './suspect-columns.js'
import type { SuspectQuery } from './suspect-query.js'

/** Sets one column of a suspect. */
export type SetColumn = (column: number, value: number) => void

/** Columns that are those of the search. */
const SAME = [
  [U.idMessage, S.idMessage],
  [U.idPath, S.idPath],
  [U.idAdded, S.idAdded],
  [U.idDeleted, S.idDeleted],
  [U.headAny, S.headAny],
  [U.headTitle, S.headTitle],
  [U.headAdded, S.headAdded],
  [U.oldness, S.oldness],
  [U.newness, S.newness],
  [U.idOldness, S.idOldness],
  [U.prefix, S.prefix],
  [U.titleRarity, S.titleRarity],
  [U.bodyRarity, S.bodyRarity],
  [U.linesRarity, S.linesRarity],
  [U.wordMessage, S.wordMessage],
  [U.secondRarest, S.secondRarest],
  [U.worth, S.worth],
] as const

/** Added to how much a part of a change says, so that a short one is not taken for all of the report. */
const FEW = { title: 2, body: 10, lines: 10, all: 20 }

/** Measures what the words of a report tell of each of its suspects. */
export const measureWords = (
  { suspects }: Judgement,
  query: SuspectQuery,
  found: Found,
  changes: readonly number[],
): ((change: number, set: SetColumn) => void) => {
  const { columns, told } = found
  const of = (change: number, column: number): number => columns[columnsAt(found, change) + column] as number
  const most = { oldness: 1e-9, prefix: 1e-9, worth: -Infinity }
  for (const change of changes) {
    most.oldness = Math.max(most.oldness, of(change, S.oldness))
    most.prefix = Math.max(most.prefix, of(change, S.prefix))
    most.worth = Math.max(most.worth, of(change, S.worth))
  }
  const byWorth = [...changes].sort((a, b) => of(b, S.worth) - of(a, S.worth) || b - a)
  const turns = new Map(byWorth.map((change, turn) => [change, turn]))
  return (change, set) => {
    const says = (column: number): number => cell(suspects.documents, change, column)
    for (const [to, from] of SAME) set(to, of(change, from))
    set(U.titleShare, of(change, S.titleRarity) / (FEW.title + says(D.title)))
    set(U.bodyShare, of(change, S.bodyRarity) / (FEW.body + says(D.body)))
    set(U.linesCovered, of(change, S.linesRarity) / (FEW.lines + says(D.lines)))
    set(U.says, Math.log1p(says(D.all)))
    set(U.titleSays, says(D.title))
    set(U.bodySays, Math.log1p(says(D.body)))
    set(U.cosine, of(change, S.any) / Math.sqrt(FEW.all + says(D.all)))
    set(U.oldnessOfBest, of(change, S.oldness) / most.oldness)
    set(U.prefixOfBest, of(change, S.prefix) / most.prefix)
    set(U.worthOfBest, of(change, S.worth) - most.worth)
    set(U.worthTurn, turns.get(change) ?? 0)
    set(U.toldBest, told.get(change)?.most ?? 0)
    set(U.toldSum, told.get(change)?.sum ?? 0)
    set(U.names, query.names.size)
  }
}
