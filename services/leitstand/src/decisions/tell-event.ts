import type { AnyMeshEvent, EventType, MeshEvent } from '@heimgewebe/contracts'
import { describeEvent } from './describe-event.js'
import { type Parts, partsOf } from './gather-parts.js'
import { instantOf, isNotable, placeEvent } from './place-event.js'

/** An event as the page shows it in a list, and what a card needs of it beyond the sentence. */
export interface Moment {
  readonly position: number
  readonly id: string
  readonly type: EventType
  readonly subject: string
  readonly time: string
  readonly line: string
  readonly parts: Parts
  readonly notable: boolean
  readonly repository?: string
  readonly change?: string
  readonly correlationid: string
  readonly causationid?: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Tells an event: where it belongs, one sentence, and the details that a card shows. */
export const tellEvent = <T extends EventType>(event: MeshEvent<T>): Moment => {
  const parts = partsOf(event)
  const detail = detailOf(event as MeshEvent as AnyMeshEvent)
  return {
    position: event.position,
    id: event.id,
    type: event.type,
    subject: event.subject,
    time: instantOf(event.time, event.time),
    line: describeEvent(event.type, parts),
    parts,
    notable: isNotable(event as MeshEvent),
    ...placeEvent(event as MeshEvent),
    correlationid: event.correlationid,
    ...(event.causationid === undefined ? {} : { causationid: event.causationid }),
    ...(detail === undefined ? {} : { detail }),
  }
}

/** Failed tests shown on a card. */
const MAX_FAILURES = 5

const detailOf = (event: AnyMeshEvent): Record<string, unknown> | undefined => {
  switch (event.type) {
    case 'guard.finished.v1': {
      const { request, guard, area, verdict, reason, duration_seconds, tests, failures, protection } = event.data
      return {
        request,
        guard,
        area,
        verdict,
        reason,
        duration_seconds,
        tests,
        protection,
        failures: failures?.slice(0, MAX_FAILURES).map(({ name }) => name),
      }
    }
    case 'guard.started.v1': {
      const { request, guard, area } = event.data
      return { request, guard: guard ?? '', area }
    }
    case 'decision.made.v1': {
      const { agent, act, chosen, level, level_reason, reasons, areas, policy, about } = event.data
      return { agent, act, chosen, level, level_reason, reasons, areas, policy, about }
    }
    case 'outcome.recorded.v1': {
      const { kind, by, events, days } = event.data
      return { kind, by, events, days }
    }
    case 'ci.result.v1': {
      const { pipeline, outcome, sha, duration_seconds, tests, url } = event.data
      return { pipeline, outcome, sha, duration_seconds, tests, url: webAddress(url) }
    }
    case 'pr.reviewed.v1':
      return { reviewer: event.data.reviewer.name, verdict: event.data.verdict }
    default:
      return undefined
  }
}

/** An address that is safe to link: http or https, else nothing. Text of an event may hold `javascript:`. */
export const webAddress = (url: string | undefined): string | undefined =>
  url !== undefined && /^https?:\/\//i.test(url) ? url : undefined
