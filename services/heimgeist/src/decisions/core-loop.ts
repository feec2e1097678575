import { type AnyMeshEvent, type Draft, type MeshEvent, draft } from '@heimgewebe/contracts'
import { type Ended, type OpenQuestion, answerApproval, expire, withdraw } from './answer-approval.js'
import { decideMatter } from './decide-matter.js'
import { type Levels, findLevel } from './find-level.js'
import { idAfter } from './make-decision.js'
import {
  type Allowed,
  type ChangeWish,
  enactRule,
  enactWish,
  refuseProposal,
  wishOfProposal,
} from './propose-change.js'

/** Everything that is known of one matter on its way through the loop. JSON: it is kept between two steps. */
export interface Matter {
  /** Event that it is about. */
  readonly cause: MeshEvent
  readonly levels: Levels
  /** Event that the present step rests on. */
  readonly event: MeshEvent
  readonly wish?: ChangeWish
  /** Messages left of the day's, where it is about saying something. */
  readonly messagesLeft?: number
  /** Why it cannot be decided about. */
  readonly refusal?: string
  /** What allowed the act, and the event that did. */
  readonly allowed?: Allowed & { readonly event: MeshEvent }
  /** The decision, whatever it was. */
  readonly decision?: string
  readonly ask?: boolean
  readonly action?: string
  readonly outcome?: NonNullable<Ended['outcome']>
  /** What a person chose, where nothing is done by it. */
  readonly choice?: string
  /** How the act ended. */
  readonly verdict?: string
  /** Stages that it went through, with the event that each rested on. */
  readonly stages: readonly { readonly stage: Stage; readonly event: string }[]
  /** What the latest stage leads to. */
  readonly drafts: readonly Draft[]
}

/** What a stage adds. */
export type Step = Partial<Omit<Matter, 'stages'>>

/** The stages, in their order; `answer` and `result` wait for somebody else. */
export type Stage = 'observe' | 'assess' | 'decide' | 'answer' | 'act' | 'result' | 'reflect'

/** What a waiting stage is continued with. */
export type Continuation =
  | { readonly kind: 'given'; readonly event: MeshEvent<'approval.given.v1'>; readonly question: OpenQuestion }
  | { readonly kind: 'expired'; readonly event: MeshEvent; readonly question: OpenQuestion }
  | { readonly kind: 'withdrawn'; readonly event: MeshEvent; readonly question: OpenQuestion; readonly why: string }
  | { readonly kind: 'finished'; readonly event: MeshEvent<'action.finished.v1'> }

/** The loop: observe, assess, decide, act, reflect. Every stage is pure; what runs and keeps them is handed them. */
export const coreLoop = {
  /** Takes the event in. */
  observe: ({ cause }: Matter): Step => ({ event: cause, drafts: [] }),

  /** Reads what is wanted, completely, so that nothing is decided anew later. */
  assess: ({ cause, wish }: Matter): Step => {
    if (wish !== undefined || !isProposal(cause)) return { drafts: [] }
    const reading = wishOfProposal(cause)
    return { drafts: [], ...(reading.ok ? { wish: reading.wish } : { refusal: reading.why }) }
  },

  /** Never, a person is asked, or done: by the level of the agent. */
  decide: ({ cause, levels, wish, refusal, messagesLeft }: Matter): Step => {
    if (wish === undefined)
      return { drafts: isProposal(cause) ? refuseProposal(cause, refusal ?? 'it cannot be read', levels) : [] }
    const { drafts, decision, ask, allowed } = decideMatter(cause, wish, levels, messagesLeft)
    return { drafts, decision, ask, ...(allowed === undefined ? {} : { allowed: { ...allowed, event: cause } }) }
  },

  /** What a person said, or that nobody did. */
  answer: (_: Matter, given: Continuation): Step => {
    if (given.kind === 'finished') return { drafts: [] }
    const ended = endOf(given)
    return {
      event: given.event,
      drafts: ended.drafts,
      ...(ended.outcome === undefined ? {} : { outcome: ended.outcome }),
      ...(ended.choice === undefined ? {} : { choice: ended.choice }),
      ...(ended.allowed === undefined ? {} : { allowed: { ...ended.allowed, event: given.event } }),
    }
  },

  /** Asks for the act, or puts a rule in force. */
  act: ({ wish, allowed, cause }: Matter): Step => {
    if (wish === undefined || allowed === undefined) return { drafts: [] }
    const { drafts, action } = enactWish(allowed.event, wish, allowed)
    const inChain = drafts.map((one) => ({ ...one, correlationid: cause.correlationid }))
    return { drafts: inChain, ...(action === undefined ? {} : { action }) }
  },

  /** What became of the act; a rule that was written is in force. */
  result: ({ wish, allowed }: Matter, given: Continuation): Step => {
    if (given.kind !== 'finished' || wish === undefined || allowed === undefined) return { drafts: [] }
    const { verdict } = given.event.data
    const done = verdict === 'done' || verdict === 'nothing_to_do'
    return { event: given.event, verdict, drafts: done ? enactRule(given.event, wish, allowed) : [] }
  },

  /** Says in one sentence how the matter went, with the events that show it. */
  reflect: (matter: Matter): Step => {
    const { wish, event, cause, stages, outcome, ask } = matter
    // What no person and no act took part in is told by its decision already.
    if (wish === undefined || (ask === true && outcome === undefined) || (!ask && !matter.allowed))
      return { drafts: [] }
    const events = [...new Set([cause.id, ...stages.map((one) => one.event), event.id])].slice(0, 50)
    return {
      drafts: [
        draft('insight.raised.v1', {
          id: idAfter(event, 'reflection'),
          subject: cause.subject,
          correlationid: cause.correlationid,
          data: {
            repository: wish.repository,
            kind: 'decision_quality',
            statement: sentence(matter, wish).slice(0, 1000),
            events,
            confidence: 1,
          },
        }),
      ],
    }
  },
}

/** The stage that follows; `end` where none does. */
export const nextStage = (stage: Stage, matter: Matter): Stage | 'end' => {
  switch (stage) {
    case 'observe':
      return 'assess'
    case 'assess':
      return 'decide'
    case 'decide':
      return matter.ask ? 'answer' : matter.allowed ? 'act' : 'end'
    case 'answer':
      return matter.allowed ? 'act' : 'reflect'
    case 'act':
      return matter.action ? 'result' : 'reflect'
    case 'result':
      return 'reflect'
    case 'reflect':
      return 'end'
  }
}

const isProposal = (event: MeshEvent): event is MeshEvent<'rule.proposed.v1'> => event.type === 'rule.proposed.v1'

const endOf = (given: Exclude<Continuation, { kind: 'finished' }>): Ended => {
  if (given.kind === 'given') return answerApproval(given.event, given.question)
  return given.kind === 'expired'
    ? expire(given.event, given.question)
    : withdraw(given.event, given.question, given.why)
}

const sentence = ({ allowed, levels, outcome, verdict, event, choice }: Matter, wish: ChangeWish): string => {
  if (wish.failure !== undefined)
    return `${wish.title.replace(/: [^:]*\?$/, '')}; ${choice ?? `the question was ${outcome ?? 'closed'}, and nothing was chosen`}`
  const what = `${wish.agent} wanted: ${wish.title.replace(/\?$/, '')}`
  if (allowed === undefined) return `${what}; the question was ${outcome ?? 'closed'}, and nothing was done`
  const how = verdict === undefined ? 'it is in force' : `the act ended as ${verdict}${whyOf(event)}`
  const { level } = findLevel(levels, { agent: wish.agent, act: 'change', repository: wish.repository })
  return `${what}; ${allowed.approval === undefined ? `level ${level} allowed it` : `${allowed.by} allowed it`}, and ${how}`
}

const whyOf = (event: MeshEvent): string => {
  const { data } = event as AnyMeshEvent as { data: { reason?: string } }
  return data.reason === undefined ? '' : ` (${data.reason})`
}

/** The loop as what runs it takes it. */
export const LOOP = {
  stages: coreLoop,
  waiting: ['answer', 'result'],
  first: 'observe',
  next: nextStage,
} as const

/** A matter at its beginning. `wish`: what is wanted, where the event does not say all of it. */
export const newMatter = (cause: MeshEvent, levels: Levels, wish?: ChangeWish, messagesLeft?: number): Matter => ({
  cause,
  levels,
  ...(messagesLeft === undefined ? {} : { messagesLeft }),
  ...(wish === undefined ? {} : { wish }),
  event: cause,
  stages: [],
  drafts: [],
})
