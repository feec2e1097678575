import type { Fact } from '../reasons/fact.js'
import { C, type Past, usualRate } from './past.js'
import { cell, setCell } from './rows.js'
import { addedOdds } from '../reasons/weigh-fact.js'

/** Kinds of facts that say how a change came about. What became of the changes that they held for is counted by kind. */
export const HABITS = ['file-failures', 'companion-missing', 'author-new', 'file-rush'] as const

export type Habit = (typeof HABITS)[number]

/** Remembers which of these facts held for a change, a bit each. */
export const rememberHabits = (past: Past, change: number, facts: readonly Fact[]): void => {
  let bits = 0
  for (const [at, kind] of HABITS.entries())
    if (facts.some((fact) => fact.kind === kind)) {
      bits |= 1 << at
      past.habits.changes[at] = (past.habits.changes[at] as number) + 1
    }
  setCell(past.changes, change, C.habits, bits)
}

/** A change turned out bad: so did one more of each kind that held for it. */
export const blameHabits = (past: Past, change: number): void => {
  const bits = cell(past.changes, change, C.habits)
  for (let at = 0; at < HABITS.length; at++)
    if ((bits & (1 << at)) !== 0) past.habits.bad[at] = (past.habits.bad[at] as number) + 1
}

/** What a fact of this kind adds, by what became of the changes here that it held for; nothing where it held for none yet. */
export const addedByHabit = (past: Past, kind: Habit): Pick<Fact, 'adds'> => {
  const at = HABITS.indexOf(kind)
  const changes = past.habits.changes[at] as number
  return changes === 0 ? {} : { adds: addedOdds(past.habits.bad[at] as number, changes, usualRate(past)) }
}
