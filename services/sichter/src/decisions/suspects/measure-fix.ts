import type { Judgement } from '../judgement.js'
import { C } from '../past/past.js'
import { cell, listOf } from '../past/rows.js'
import { columnsAt, S } from './match-columns.js'
import type { SetColumn } from './measure-words.js'
import type { FixTrace } from './read-fix.js'
import { replacedBy } from './replaced.js'
import type { Found } from './search-changes.js'
import { U } from './suspect-columns.js'
import type { SuspectQuery } from './suspect-query.js'

/** Turn of a suspect that touched none of what the fix touches. */
const NEVER = 30

const shareOf = (of: ReadonlyMap<number, number>): ((change: number) => number) => {
  let all = 1e-9
  for (const value of of.values()) all += value
  return (change) => (of.get(change) ?? 0) / all
}

/** Whose lines those were that the blamed changes replaced: whom blame would name without them; and without those that only moved lines. */
const lookBehind = ({ suspects }: Judgement, lines: ReadonlyMap<number, number>) => {
  const behind = new Map<number, number>()
  const moved = new Map<number, number>()
  for (const [change, count] of lines) {
    const { writers, likeness } = replacedBy(suspects.replaced, change)
    let all = 0
    for (let at = 1; at < writers.length; at += 2) all += writers[at] as number
    for (let at = 0; at < writers.length; at += 2) {
      const writer = writers[at] as number
      const part = (count * (writers[at + 1] as number)) / all
      behind.set(writer, (behind.get(writer) ?? 0) + part)
      moved.set(writer, (moved.get(writer) ?? 0) + part * likeness)
    }
  }
  return { behind: shareOf(behind), moved: shareOf(moved) }
}

/** By suspect: how many later suspects touched the same of what the fix touches, at least; `NEVER` for one that touched none. */
const turnsOf = (
  changes: readonly number[],
  touched: (change: number) => Uint32Array,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, number> => {
  const seen = new Map<number, number>()
  const turns = new Map<number, number>()
  for (const change of changes.toSorted((a, b) => b - a)) {
    let turn = NEVER
    for (const row of touched(change)) {
      if (!wanted.has(row)) continue
      const before = seen.get(row) ?? 0
      seen.set(row, before + 1)
      turn = Math.min(turn, before)
    }
    turns.set(change, turn)
  }
  return turns
}

/** Measures how each suspect stands to the fix of what is reported. */
export const measureFix = (
  judgement: Judgement,
  query: SuspectQuery,
  trace: FixTrace,
  found: Found,
  changes: readonly number[],
): ((change: number, set: SetColumn) => void) => {
  const { past } = judgement
  const near = shareOf(trace.near)
  const { behind, moved } = lookBehind(judgement, query.lines)
  const nearBehind = lookBehind(judgement, trace.near).behind
  const fileTurns = turnsOf(changes, (change) => listOf(past.changeFiles, change), trace.files)
  const functionTurns = turnsOf(changes, (change) => listOf(past.changeFunctions, change), trace.functions)
  const blamed = [...query.lines.keys()].sort((a, b) => b - a)
  const turns = new Map(blamed.map((change, turn) => [change, turn]))
  return (change, set) => {
    const from = columnsAt(found, change)
    let functions = 0
    for (const row of new Set(listOf(past.changeFunctions, change))) if (trace.functions.has(row)) functions++
    let files = 0
    for (const row of listOf(past.changeFiles, change)) if (trace.files.has(row)) files++
    set(U.near, near(change))
    set(U.behind, behind(change))
    set(U.moved, moved(change))
    set(U.nearBehind, nearBehind(change))
    set(U.blamedTurn, turns.get(change) ?? NEVER)
    set(U.blamedCount, blamed.length)
    set(U.fixFileTurn, fileTurns.get(change) ?? NEVER)
    set(U.fixFunctionTurn, functionTurns.get(change) ?? NEVER)
    set(U.fixFunctions, functions / Math.max(1, trace.functions.size))
    set(U.ownFunctions, functions / Math.max(1, listOf(past.changeFunctions, change).length))
    set(U.ownFiles, files / Math.max(1, listOf(past.changeFiles, change).length))
    set(U.fixAlive, trace.standing.get(change) ?? 0)
    set(U.sameAuthor, cell(past.changes, change, C.author) === trace.author ? 1 : 0)
    set(U.fixDeleted, found.columns[from + S.fixDeleted] as number)
    set(U.fixDeletedFirst, found.columns[from + S.fixDeletedFirst] as number)
    set(U.fixAdded, found.columns[from + S.fixAdded] as number)
    set(U.fixSaid, found.columns[from + S.fixSaid] as number)
    set(U.likeness, replacedBy(judgement.suspects.replaced, change).likeness)
  }
}
