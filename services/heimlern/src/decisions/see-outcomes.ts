import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import type { OutcomeKind } from './tally.js'

/** An outcome as one event shows it, before it is known whether it is new. */
export interface Sighting {
  /** Subject of the change that it happened to. */
  readonly change: string
  readonly kind: OutcomeKind
  /** Subject of what shows it. */
  readonly by: string
  /** What makes it one outcome: the same change, kind and evidence again are the same outcome again. */
  readonly evidence: string
  /** Events that show it. */
  readonly events: readonly string[]
  /** When it happened, RFC 3339. */
  readonly at: string
  /** Rule that it speaks about: the name of a guard. */
  readonly rule?: string
  /** The one area that it speaks about; all areas of the change when absent. */
  readonly area?: string
}

/** A commit that fixes or reverts earlier ones shows what became of them. */
export const seeInChange = ({ id, data }: MeshEvent<'change.recorded.v1'>): Sighting[] => {
  const named = (kind: OutcomeKind, commits: readonly string[] = []): Sighting[] =>
    [...new Set(commits)]
      .filter((sha) => sha !== data.sha)
      .map((sha) => ({
        change: `change/${data.repository}/${sha}`,
        kind,
        by: data.change,
        evidence: data.change,
        events: [id],
        at: data.committed_at,
      }))
  return [...named('fixed', data.fixes), ...named('reverted', data.reverts)]
}

const GUARD_KINDS: Readonly<Partial<Record<EventData['guard.finished.v1']['verdict'], OutcomeKind>>> = {
  passed: 'guard_passed',
  failed: 'guard_failed',
  timed_out: 'guard_failed',
  out_of_memory: 'guard_failed',
}

/** Areas of a guard request that mean no area in particular. */
const NO_AREA = new Set(['*', 'changed'])

/** A guard that ran passed or failed. One that did not run says nothing about the change. */
export const seeInGuard = ({ id, time, data }: MeshEvent<'guard.finished.v1'>): Sighting[] => {
  const kind = GUARD_KINDS[data.verdict]
  // A learned rule that fires is what was known already: counted as trouble, it would prove itself.
  if (data.guard === LEARNED_RULES) return []
  // A failure that is not the change's for certain is not held against it.
  if (!kind || (kind === 'guard_failed' && data.fault === 'unclear')) return []
  return [
    {
      change: data.change,
      kind,
      by: `guard/${data.request}`,
      evidence: `guard/${data.request} ${clean(data.guard)}`,
      events: [id, data.request],
      at: time,
      ...(data.guard === '' ? {} : { rule: clean(data.guard) }),
      ...(NO_AREA.has(data.area) ? {} : { area: clean(data.area) }),
    },
  ]
}

/** A CI run that failed speaks against the change of its commit. `change` is that change, as far as it is known. */
export const seeInCi = ({ id, data }: MeshEvent<'ci.result.v1'>, change: string): Sighting[] => {
  if (data.outcome !== 'failure') return []
  const by = `ci/${data.repository}/${data.sha}`
  return [
    { change, kind: 'ci_failed', by, evidence: `${by} ${clean(data.pipeline)}`, events: [id], at: data.finished_at },
  ]
}

/** An incident speaks against the change that is named as its cause. Told twice, when found and when over, it is one. */
export const seeInIncident = (
  event: MeshEvent<'incident.detected.v1'> | MeshEvent<'incident.resolved.v1'>,
): Sighting[] => {
  const { id, subject, data } = event
  if (data.caused_by === undefined) return []
  const at = 'detected_at' in data ? data.detected_at : data.resolved_at
  return [{ change: data.caused_by, kind: 'incident', by: subject.slice(0, 500), evidence: subject, events: [id], at }]
}

/** Names come from outside; the tables hold neither NUL nor half a surrogate pair. */
const clean = (name: string): string => name.toWellFormed().replaceAll('\0', '\uFFFD')
