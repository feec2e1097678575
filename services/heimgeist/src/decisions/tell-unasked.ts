import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type LevelFound, type Levels, findLevel } from './find-level.js'
import { type Reason, makeDecision, reason } from './make-decision.js'
import { type Permission, permitAct } from './permit-act.js'

/** Whether heimgeist may tell people of a repository something that nobody asked for. */
export interface Telling {
  readonly level: LevelFound
  readonly permission: Permission
  /** It is told; otherwise it is kept for the record. */
  readonly said: boolean
}

/** What the level of a repository allows, with what is left of its messages. */
export const mayTell = (levels: Levels, repository: string, inBudget: boolean): Telling => {
  const level = findLevel(levels, { agent: 'heimgeist', act: 'say', repository })
  const permission = permitAct({ act: 'say', asked: false, inBudget, undo: false }, level.level)
  return { level, permission, said: permission === 'do' }
}

/** Reasons of such a decision: three, and that nothing was said since the messages are spent is one of them. */
export const reasonsOf = ({ said, level }: Telling): number => (said || level.level < 2 ? 3 : 2)

/** Change that something is told about. */
export interface ToldChange {
  readonly repository: string
  readonly change: string
  readonly areas: readonly string[]
}

/** The decision to tell something about a change, or to keep it for the record; where only the messages lack, it says so. */
export const decideTelling = (
  event: MeshEvent,
  part: string,
  telling: Telling,
  about: ToldChange,
  because: readonly Reason[],
): Draft<'decision.made.v1'> & { readonly id: string } => {
  const { level, permission, said } = telling
  const chosen = said ? 'warn' : permission === 'wait' ? 'nothing' : 'record-only'
  const room = reasonsOf(telling)
  const spent = room === 3 ? [] : [reason('the messages of today are spent', [event.id], event.id)]
  return makeDecision(event, part, {
    ...{ act: chosen === 'nothing' ? 'none' : 'say', chosen, agent: 'heimgeist', level, ...about },
    reasons: [...because.slice(0, room), ...spent],
  })
}
