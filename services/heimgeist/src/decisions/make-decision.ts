import { type Draft, type EventData, type MeshEvent, deriveId, draft, timeOfId } from '@heimgewebe/contracts'
import type { LevelFound } from './find-level.js'

/** Name and version of the policy that the environment gives; `policy.changed.v1` brings later ones. */
export const POLICY = 'default 1'

type Decision = EventData['decision.made.v1']

/** One sentence and the events that it rests on. */
export type Reason = Decision['reasons'][number]

/** What is particular to a decision; the rest follows from the event that it is about. */
export interface Choice {
  readonly act: Decision['act']
  readonly chosen:
    | 'request-analysis'
    | 'request-guard'
    | 'run-tools'
    | 'warn'
    | 'ask'
    | 'escalate'
    | 'propose'
    | 'act'
    | 'settle'
    | 'record-only'
    | 'refuse'
    | 'nothing'
  /** Agent that acts, or that stays still. */
  readonly agent: string
  readonly level: LevelFound
  /** Strongest first; only the first three are kept. */
  readonly reasons: readonly Reason[]
  /** Repository that it is about, where there is one. */
  readonly repository?: string
  /** Change that it is about, where there is one. */
  readonly change?: string
  readonly areas?: readonly string[]
}

/** An id that a second handling of the same event gives again. `part` tells apart what one event leads to. */
export const idAfter = (event: MeshEvent, part: string): string =>
  deriveId(timeOfId(event.id), `${event.id}|heimgeist|${part}`)

/** A reason within the bounds of the contract. Evidence is never empty: without other events it is `fallback`. */
export const reason = (text: string, events: readonly string[], fallback: string): Reason => ({
  text: text.slice(0, 500).toWellFormed().replaceAll('\0', '\uFFFD'),
  events: events.length > 0 ? events.slice(0, 50) : [fallback],
})

/** The draft of a decision. `part` names it among the decisions about the same event. */
export const makeDecision = (
  event: MeshEvent,
  part: string,
  choice: Choice,
): Draft<'decision.made.v1'> & { readonly id: string } => ({
  ...draft('decision.made.v1', {
    subject: choice.change ?? event.subject,
    data: {
      ...(choice.repository === undefined ? {} : { repository: choice.repository }),
      ...(choice.change === undefined ? {} : { change: choice.change }),
      about: event.id,
      agent: choice.agent,
      act: choice.act,
      chosen: choice.chosen,
      level: choice.level.level,
      level_reason: choice.level.reason,
      reasons: choice.reasons.slice(0, 3).map(({ text, events }) => ({ text, events })),
      ...(choice.areas && choice.areas.length > 0 ? { areas: choice.areas.slice(0, 50) } : {}),
      policy: choice.level.policy ?? POLICY,
    },
  }),
  id: idAfter(event, part),
})

/** What a guard run is wanted for. */
export interface GuardWish {
  readonly repository: string
  readonly change: string
  readonly sha: string | undefined
  /** Area, or "changed" with the areas that the change touches. */
  readonly area: string
  readonly areas: readonly string[]
  readonly kind: 'guard' | 'smoke'
  readonly by: string
}

/** The draft of a guard request that follows from a decision. Its stream is the guard run's own. */
export const requestGuard = (
  event: MeshEvent,
  part: string,
  decision: Draft<'decision.made.v1'>,
  wish: GuardWish,
): Draft<'guard.requested.v1'> => {
  const id = idAfter(event, part)
  return draft('guard.requested.v1', {
    id,
    subject: `guard/${id}`,
    ...(decision.id === undefined ? {} : { causationid: decision.id }),
    data: {
      repository: wish.repository,
      change: wish.change,
      ...(wish.sha === undefined ? {} : { sha: wish.sha }),
      area: wish.area,
      ...(wish.area === 'changed' ? { areas: wish.areas.slice(0, 50) } : {}),
      kind: wish.kind,
      requested_by: wish.by.slice(0, 300),
    },
  })
}
