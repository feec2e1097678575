import type { Draft, EventData, MeshEvent } from '@heimgewebe/contracts'
import { type Levels, findLevel } from './find-level.js'
import { type Choice, type Reason, makeDecision, reason } from './make-decision.js'
import { permitAct } from './permit-act.js'
import { originText } from './origin-text.js'

type Finished = MeshEvent<'guard.finished.v1'>

/** What heimgeist knows when a guard has finished. */
export interface GuardKnown {
  readonly levels: Levels
  /** True where a person asked for the run, so that its result is an answer. */
  readonly asked: boolean
  /** Decision that led to the request, where it is known. */
  readonly decision?: string
  /** Messages left for this repository today. */
  readonly messagesLeft: number
}

/** Decides what to say about the result of a guard: a fault is warned about by name, the rest is kept for the record. */
export const answerGuard = (event: Finished, known: GuardKnown): Draft[] => {
  const { data } = event
  const level = findLevel(known.levels, { agent: 'heimgeist', act: 'say', repository: data.repository })
  const permission = permitAct(
    { act: 'say', asked: known.asked, inBudget: known.messagesLeft > 0, undo: false },
    level.level,
  )
  const result = reason(resultText(data), [event.id, data.request], event.id)
  const origin = known.decision === undefined ? [] : [reason(originText(known.asked), [known.decision], event.id)]
  const decide = (act: Choice['act'], chosen: Choice['chosen'], ...more: Reason[]) => [
    makeDecision(event, 'say', {
      act,
      chosen,
      agent: 'heimgeist',
      level,
      reasons: [result, ...more, ...origin],
      repository: data.repository,
      change: data.change,
      areas: [data.area],
    }),
  ]

  if (!isFault(data.verdict)) return decide('say', 'record-only')
  if (permission === 'do') return decide('say', 'warn')
  if (permission === 'wait')
    return decide('none', 'nothing', reason('level 0: nothing is said unasked', [event.id], event.id))
  return decide('say', 'record-only', reason(withheldText(level.level), [event.id], event.id))
}

type Result = EventData['guard.finished.v1']

/** Only a run that took place and ended badly says anything against the change. */
const isFault = (verdict: Result['verdict']): boolean =>
  verdict === 'failed' || verdict === 'timed_out' || verdict === 'out_of_memory'

const VERDICTS: Readonly<Record<Result['verdict'], string>> = {
  passed: 'passed',
  failed: 'failed',
  timed_out: 'did not end in time',
  out_of_memory: 'ran out of memory',
  not_run: 'did not run',
  unknown: 'ended without a result',
}

const resultText = (result: Result): string => {
  const guard = result.guard === '' ? `the guard of ${result.area}` : `guard ${result.guard}`
  const [fault, ...others] = result.verdict === 'failed' ? (result.failures ?? []) : []
  if (!fault) return `${guard} ${VERDICTS[result.verdict]}: ${result.reason}`
  return `${guard} failed: ${fault.name}${others.length > 0 ? ` and ${others.length} more` : ''}`
}

const withheldText = (level: number): string =>
  level === 1 ? 'level 1: recorded, and shown when asked' : 'the messages of this repository for today are used up'
