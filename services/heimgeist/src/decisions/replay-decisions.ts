import type { AnyDraft, Draft, MeshEvent } from '@heimgewebe/contracts'
import { type GuardKnown, answerGuard } from './answer-guard.js'
import { type VerdictKnown, answerVerdict } from './answer-verdict.js'
import { type FiringKnown, fireAgents } from './fire-agents.js'
import type { Levels } from './find-level.js'
import { decideMatter } from './decide-matter.js'
import type { ChangeWish } from './propose-change.js'

/** What a decision was made from, as it was kept: the event, and everything that was known beside it. */
export type DecisionInput = { readonly repository: string; readonly day: string } & (
  | { readonly kind: 'verdict'; readonly event: MeshEvent<'risk.assessed.v1'>; readonly known: VerdictKnown }
  | { readonly kind: 'guard'; readonly event: MeshEvent<'guard.finished.v1'>; readonly known: GuardKnown }
  | { readonly kind: 'agents'; readonly event: MeshEvent; readonly known: FiringKnown }
  | {
      readonly kind: 'wish'
      readonly event: MeshEvent
      readonly known: { readonly levels: Levels; readonly wish: ChangeWish; readonly messagesLeft?: number }
    }
)

/** Another policy to try on the past. What is absent stays as it was. */
export interface OtherPolicy {
  readonly levels?: Levels
  /** Messages a repository and day. */
  readonly messagesPerDay?: number
  /** Guard requests a repository and day. */
  readonly guardsPerDay?: number
}

/** One decision that would have been another one. */
export interface Difference {
  readonly about: string
  readonly time: string
  readonly repository: string
  readonly agent: string
  readonly act: string
  readonly was: string
  readonly would: string
  /** Levels that were and would have been used. */
  readonly levels: readonly [number, number]
  readonly reason: string
}

/** What a replay came to. */
export interface Replay {
  readonly decisions: number
  readonly different: number
  /** The first of them. */
  readonly differences: readonly Difference[]
  /** How often each choice was made, and would have been made. */
  readonly chosen: Readonly<Record<string, { readonly was: number; readonly would: number }>>
}

/** Most differences that are named; all are counted. */
const MOST_NAMED = 200

/**
 * Decides again from what was known, in the order of the log, once as it was and once under another policy. The budgets of
 * a day are spent as the other policy spends them. What a different decision would have led to in the world is not known.
 */
export const replayDecisions = (inputs: Iterable<DecisionInput>, other: OtherPolicy): Replay => {
  const spent = new Map<string, { guards: number; messages: number }>()
  const chosen: Record<string, { was: number; would: number }> = {}
  const differences: Difference[] = []
  let decisions = 0
  let different = 0
  for (const input of inputs) {
    const today = `${input.repository} ${input.day}`
    const used = spent.get(today) ?? { guards: 0, messages: 0 }
    spent.set(today, used)
    const was = decisionsOf(decide(input))
    const would = decisionsOf(decide(under(input, other, used)))
    for (const one of would) {
      if (one.data.chosen === 'request-guard') used.guards++
      if (isMessage(one.data.chosen)) used.messages++
    }
    for (const before of was) {
      const after = would.find(({ id }) => id === before.id) ?? before
      decisions++
      count(chosen, before.data.chosen, 'was')
      count(chosen, after.data.chosen, 'would')
      if (before.data.chosen === after.data.chosen) continue
      different++
      if (differences.length < MOST_NAMED) differences.push(difference(input, before, after))
    }
  }
  return { decisions, different, differences, chosen }
}

/** What is said to people unasked, and counts against the messages of a day. */
const isMessage = (chosen: string): boolean => ['warn', 'ask', 'escalate'].includes(chosen)

const decide = (input: DecisionInput): Draft[] => {
  switch (input.kind) {
    case 'verdict':
      return answerVerdict(input.event, input.known)
    case 'guard':
      return answerGuard(input.event, input.known)
    case 'agents':
      return fireAgents(input.event, input.known).drafts
    case 'wish':
      return decideMatter(input.event, input.known.wish, input.known.levels, input.known.messagesLeft).drafts
  }
}

const under = (
  input: DecisionInput,
  { levels, messagesPerDay, guardsPerDay }: OtherPolicy,
  used: { readonly guards: number; readonly messages: number },
): DecisionInput => {
  const known = {
    ...input.known,
    ...(levels === undefined ? {} : { levels }),
    ...(messagesPerDay === undefined ? {} : { messagesPerDay, messagesLeft: messagesPerDay - used.messages }),
    ...(guardsPerDay === undefined ? {} : { guardsLeft: guardsPerDay - used.guards }),
  }
  return { ...input, known } as DecisionInput
}

type Decision = Extract<AnyDraft, { type: 'decision.made.v1' }>

const decisionsOf = (drafts: readonly Draft[]): Decision[] =>
  (drafts as readonly AnyDraft[]).filter((one): one is Decision => one.type === 'decision.made.v1')

const difference = (input: DecisionInput, before: Decision, after: Decision): Difference => ({
  about: input.event.id,
  time: input.event.time,
  repository: input.repository,
  agent: before.data.agent,
  act: before.data.act === 'none' ? after.data.act : before.data.act,
  was: before.data.chosen,
  would: after.data.chosen,
  levels: [before.data.level, after.data.level],
  reason: after.data.reasons[0]?.text ?? '',
})

const count = (chosen: Record<string, { was: number; would: number }>, name: string, side: 'was' | 'would'): void => {
  chosen[name] ??= { was: 0, would: 0 }
  chosen[name][side]++
}
