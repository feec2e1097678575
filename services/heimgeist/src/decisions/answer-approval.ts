import { type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { CHOICES } from './failures/choices.js'
import type { LevelFound } from './find-level.js'
import { idAfter, makeDecision, reason } from './make-decision.js'
import type { Allowed, ChangeWish } from './propose-change.js'

/** A question that a person was asked. */
export interface OpenQuestion {
  /** Event that asked. */
  readonly request: string
  /** Event that was to be decided about. */
  readonly about: string
  readonly wish: ChangeWish
  /** RFC 3339. */
  readonly deadline: string
  /** Ids of what can be answered. */
  readonly options: readonly string[]
  /** Level at which it was asked, and why. */
  readonly level: LevelFound
  /** Chain of events that the question belongs to; what follows from an answer belongs to it too. */
  readonly correlation: string
}

/** How a question ended, if it did. */
export interface Ended {
  readonly drafts: Draft[]
  readonly outcome?: EventData['approval.closed.v1']['outcome']
  /** What was chosen, where nothing is done by it. */
  readonly choice?: string
  /** Set where a person said yes. */
  readonly allowed?: Allowed
}

/**
 * Answers a person's answer. What does not count (after the deadline, of other bytes, no option, by a machine) leaves
 * the question as it is and says why; what counts closes it, and only a yes leads to an act.
 */
export const answerApproval = (event: MeshEvent<'approval.given.v1'>, question: OpenQuestion): Ended =>
  inChain(question, answered(event, question))

const answered = (event: MeshEvent<'approval.given.v1'>, question: OpenQuestion): Ended => {
  const { data } = event
  if (Date.parse(event.time) > Date.parse(question.deadline)) return expire(event, question)
  const objection = objectionTo(event, question)
  if (objection !== undefined)
    return {
      drafts: [decide(event, question, 'none', 'refuse', `the answer of ${data.by} does not count: ${objection}`)],
    }

  const closed = close(event, question, 'answered', { option: data.option, answer: event.id, by: data.by })
  if (question.wish.failure !== undefined) return settle(event, question, closed)
  if (data.option !== 'approve') {
    const decision = decide(event, question, 'none', 'nothing', `${data.by} answered ${data.option}`)
    return { drafts: [closed, decision], outcome: 'answered' }
  }
  const decision = decide(event, question, 'change', 'act', `${data.by} approved exactly these bytes`)
  return {
    drafts: [closed, decision],
    outcome: 'answered',
    allowed: { decision: decision.id, level: question.level.level, approval: event.id, by: data.by },
  }
}

/** A choice after a failure leads to its state, and to nothing else. */
const settle = (event: MeshEvent<'approval.given.v1'>, question: OpenQuestion, closed: Draft): Ended => {
  const { wish, request } = question
  const { data } = event
  const state = CHOICES.find(({ option }) => option.id === data.option)?.state
  if (wish.failure === undefined || wish.change === undefined || state === undefined) return { drafts: [closed] }
  const decision = decide(event, question, 'none', 'settle', `${data.by} chose ${data.option}`)
  const settled = draft('failure.settled.v1', {
    id: idAfter(event, `settled ${request}`),
    subject: wish.change,
    causationid: decision.id,
    data: {
      repository: wish.repository,
      change: wish.change,
      sha: wish.failure.sha,
      state,
      request,
      answer: event.id,
      by: data.by,
      ...(data.note === undefined ? {} : { hints: data.note }),
      failures: wish.failure.failures,
      events: wish.failure.runs.map((run) => run.event),
    },
  })
  return { drafts: [closed, decision, settled], outcome: 'answered', choice: `${data.by} chose ${data.option}` }
}

/** Closes a question whose deadline has come. */
export const expire = (event: MeshEvent, question: OpenQuestion): Ended =>
  inChain(question, {
    drafts: [
      close(event, question, 'expired', { reason: `nobody answered until ${question.deadline}` }),
      decide(event, question, 'none', 'nothing', `nobody answered until ${question.deadline}, so nothing is done`),
    ],
    outcome: 'expired',
  })

/** Closes a question because it is no longer the right one. */
export const withdraw = (event: MeshEvent, question: OpenQuestion, why: string): Ended =>
  inChain(question, { drafts: [close(event, question, 'withdrawn', { reason: why })], outcome: 'withdrawn' })

const inChain = ({ correlation }: OpenQuestion, ended: Ended): Ended => ({
  ...ended,
  drafts: ended.drafts.map((one) => ({ ...one, correlationid: correlation })),
})

const objectionTo = ({ data, source }: MeshEvent<'approval.given.v1'>, question: OpenQuestion): string | undefined => {
  if (/^heimgewebe\/(?!leitstand$)/.test(source)) return `${source} is no person`
  if (!question.options.includes(data.option)) return `${data.option} is none of ${question.options.join(', ')}`
  if (data.content_sha256 === undefined) return 'it does not say which bytes were seen'
  if (data.content_sha256 !== question.wish.contentSha256) return 'it is of other bytes than were shown'
  return undefined
}

const close = (
  event: MeshEvent,
  { request, about, wish }: OpenQuestion,
  outcome: NonNullable<Ended['outcome']>,
  rest: Pick<EventData['approval.closed.v1'], 'option' | 'answer' | 'by' | 'reason'>,
): Draft =>
  draft('approval.closed.v1', {
    id: idAfter(event, `closed ${request}`),
    subject: `approval/${request}`,
    data: { request, about, repository: wish.repository, outcome, ...rest },
  })

const decide = (
  event: MeshEvent,
  { request, wish, level }: OpenQuestion,
  act: 'change' | 'none',
  chosen: 'act' | 'settle' | 'nothing' | 'refuse',
  why: string,
): ReturnType<typeof makeDecision> =>
  makeDecision(event, 'answer', {
    act,
    chosen,
    agent: wish.agent,
    level,
    reasons: [reason(why, [event.id, request], event.id), ...wish.reasons],
    repository: wish.repository,
    ...(wish.change === undefined ? {} : { change: wish.change }),
  })
