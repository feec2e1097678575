import { type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type LevelFound, type Levels, findLevel } from '../find-level.js'
import { type Choice, type Reason, idAfter, makeDecision, reason } from '../make-decision.js'
import { permitAct } from '../permit-act.js'
import type { ChangeWish, WishDecided } from '../propose-change.js'
import type { Failing } from './follow-run.js'
import type { JudgedRun } from './judge-run.js'
import { nameOf } from './report-failure.js'

/** Level at which the mesh speaks up about failures: to ask is to say something. */
export const levelToAsk = (levels: Levels, repository: string): LevelFound =>
  findLevel(levels, { agent: 'heimgeist', act: 'say', repository })

/** Decides whether a person is asked about a head that fails. At no level is an answer taken for granted. */
export const decideFailure = (
  event: MeshEvent,
  wish: ChangeWish,
  levels: Levels,
  messagesLeft: number,
): WishDecided => {
  const { chosen, level, why } = permit(event, levels, wish.repository, messagesLeft)
  const decision = makeDecision(event, 'failure', {
    ...aboutChange(wish),
    act: chosen === 'nothing' ? 'none' : 'say',
    chosen: chosen === 'do' ? 'ask' : chosen,
    level,
    reasons: [...why, ...wish.reasons],
  })
  return { drafts: [decision], decision: decision.id, ask: chosen === 'do' }
}

/** Decides about a head of which nothing that failed is the change's. */
export const excuseFailure = (
  event: MeshEvent,
  failing: Failing,
  judged: readonly JudgedRun[],
  levels: Levels,
): Draft[] => [
  makeDecision(event, 'failure', {
    ...aboutChange(failing),
    act: 'say',
    chosen: 'record-only',
    level: levelToAsk(levels, failing.repository),
    reasons: judged.flatMap(({ because }) => (because === undefined ? [] : [because])),
  }),
]

/** Wakes a person, once in a row of failures: on the one that makes the row as long as that. */
export const escalateFailure = (
  event: MeshEvent,
  { change, repository, sha, streak, runs }: Failing,
  wish: ChangeWish,
  { levels, after, messagesLeft, providers }: EscalationKnown,
): Draft[] => {
  if (streak !== after) return []
  const { chosen, level, why } = permit(event, levels, repository, messagesLeft)
  const events = runs.map((run) => run.event)
  const row = reason(`it is failure number ${streak} of this change in a row`, events, event.id)
  const decision = makeDecision(event, 'escalation', {
    ...aboutChange({ change, repository }),
    act: chosen === 'nothing' ? 'none' : 'say',
    chosen: chosen === 'do' ? 'escalate' : chosen,
    level,
    reasons: [...why, row, ...wish.reasons],
  })
  if (chosen !== 'do') return [decision]
  const id = idAfter(event, 'escalated')
  const escalation = draft('escalation.raised.v1', {
    id,
    subject: change,
    causationid: decision.id,
    data: {
      repository,
      change,
      sha,
      kind: 'failures-in-a-row',
      failures: streak,
      title: `${nameOf(change, repository)} failed ${streak} times in a row`.slice(0, 300),
      text: wish.reasons
        .map(({ text }) => text)
        .join('\n')
        .slice(0, 4000),
      decision: decision.id,
      events: events.slice(0, 50),
      providers: [...providers],
    },
  })
  return [decision, escalation]
}

/** What is known when a row of failures is looked at. */
export interface EscalationKnown {
  readonly levels: Levels
  /** Failures in a row that wake a person; 0 for never. */
  readonly after: number
  readonly messagesLeft: number
  readonly providers: readonly string[]
}

/** What failed has passed since. */
export const recoverFailure = (event: MeshEvent, failing: Failing, sha: string, request: string | undefined): Draft =>
  draft('failure.settled.v1', {
    id: idAfter(event, `settled ${failing.about}`),
    subject: failing.change,
    data: {
      repository: failing.repository,
      change: failing.change,
      sha,
      state: 'recovered',
      ...(request === undefined ? {} : { request }),
      ...(failing.streak > 0 ? { failures: failing.streak } : {}),
      events: [...new Set([failing.about, event.id])],
    },
  })

interface Permitted {
  readonly chosen: 'do' | 'nothing' | 'record-only'
  readonly level: LevelFound
  readonly why: readonly Reason[]
}

const permit = (event: MeshEvent, levels: Levels, repository: string, messagesLeft: number): Permitted => {
  const level = levelToAsk(levels, repository)
  const permission = permitAct({ act: 'say', asked: false, inBudget: messagesLeft > 0, undo: false }, level.level)
  const because = (text: string): Reason[] => [reason(text, [event.id], event.id)]
  if (permission === 'do') return { chosen: 'do', level, why: [] }
  if (permission === 'wait') return { chosen: 'nothing', level, why: because('level 0: nobody is asked unasked') }
  const why =
    level.level === 1
      ? 'level 1: recorded, and nobody is asked'
      : 'the messages of this repository for today are used up'
  return { chosen: 'record-only', level, why: because(why) }
}

const aboutChange = ({
  repository,
  change,
}: {
  repository: string
  change?: string
}): Pick<Choice, 'agent' | 'repository' | 'change'> => ({
  agent: 'heimgeist',
  repository,
  ...(change === undefined ? {} : { change }),
})
