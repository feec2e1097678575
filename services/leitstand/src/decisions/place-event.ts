import type { AnyMeshEvent, EventType, MeshEvent } from '@heimgewebe/contracts'

/** What an event is about: its repository and the change that it concerns, where it has them. */
export interface Place {
  readonly repository?: string
  readonly change?: string
}

const CHANGE = /^(change|pr|branch)\//

/** Finds the repository and the change that an event concerns, from its data first and its subject second. */
export const placeEvent = (event: MeshEvent): Place => {
  const { repository } = event.data as { repository?: string }
  const change = changeOf(event as AnyMeshEvent)
  return { ...(repository === undefined ? {} : { repository }), ...(change === undefined ? {} : { change }) }
}

const changeOf = (event: AnyMeshEvent): string | undefined => {
  if (event.type === 'ci.result.v1') return changeOfRun(event.data)
  if (event.type === 'comment.created.v1') return CHANGE.test(event.data.about) ? event.data.about : undefined
  const { change } = event.data as { change?: string }
  return change ?? (CHANGE.test(event.subject) ? event.subject : undefined)
}

const changeOfRun = (run: { repository: string; sha: string; number?: number }): string =>
  run.number === undefined ? `change/${run.repository}/${run.sha}` : `pr/${run.repository}/${run.number}`

const ROUTINE: ReadonlySet<EventType> = new Set<EventType>([
  'alarm.rang.v1',
  'baseline.moved.v1',
  'change.recorded.v1',
  'code.indexed.v1',
  'outcome.counted.v1',
  'outcome.recorded.v1',
  'push.received.v1',
  'text.finished.v1',
  'text.requested.v1',
  'text.started.v1',
  'webhook.received.v1',
])

/** Whether an event belongs in the story of its repository. The routine of an import does not. */
export const isNotable = (event: MeshEvent): boolean => {
  const any = event as AnyMeshEvent
  if (any.type === 'risk.assessed.v1') return any.data.open
  if (any.type === 'decision.made.v1') return any.data.act !== 'none' && any.data.chosen !== 'record-only'
  return !ROUTINE.has(event.type)
}

/** A time that Postgres can keep, in ISO form; `fallback` where the text is none or lies outside the years 1–9999. */
export const instantOf = (text: string | undefined, fallback: string): string => {
  const ms = Date.parse(text ?? '')
  if (Number.isNaN(ms) || ms < EARLIEST || ms > LATEST) return text === fallback ? EPOCH : instantOf(fallback, fallback)
  return new Date(ms).toISOString()
}

const EPOCH = '1970-01-01T00:00:00.000Z'
const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:59Z')
