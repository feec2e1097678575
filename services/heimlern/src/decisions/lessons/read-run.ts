import type { MeshEvent } from '@heimgewebe/contracts'
import { type ErrorIdentity, fingerprintError } from '@heimgewebe/decider'

/** A run of a pipeline or a guard, as far as errors go. */
export interface Run {
  readonly repository: string
  /** What runs again and again: one pipeline or guard in one change or branch. */
  readonly lane: string
  /** Subject of the change. */
  readonly subject: string
  readonly sha: string
  readonly passed: boolean
  readonly errors: readonly ErrorIdentity[]
  /** Whether `errors` are all that there were, so that one which is missing is gone. */
  readonly complete: boolean
  readonly at: string
  readonly event: string
}

/** Failed tests that a report names at most: with so many, others may have been left out. */
const MOST_FAILURES = { ci: 50, guard: 20 }

/** What a CI run tells; undefined where it ended neither well nor badly. `subject`: the change of its commit. */
export const readCiRun = ({ id, data }: MeshEvent<'ci.result.v1'>, subject: string): Run | undefined => {
  if (data.outcome !== 'success' && data.outcome !== 'failure') return undefined
  const where = data.number === undefined ? (data.branch ?? 'trunk') : `#${data.number}`
  const failures = data.failures ?? []
  const findings = (data.findings?.items ?? []).filter(({ level }) => level === 'error')
  const errors = [
    ...failures.map(({ name, message }) => fingerprintError(message ?? name, name)),
    ...findings.map(({ rule, text }) => fingerprintError(`${rule}: ${text}`)),
  ]
  return {
    repository: data.repository,
    lane: `ci ${where} ${data.pipeline}`.slice(0, 700),
    subject,
    sha: data.sha,
    passed: data.outcome === 'success',
    errors: unique(errors),
    complete: failures.length > 0 && failures.length < MOST_FAILURES.ci,
    at: data.finished_at,
    event: id,
  }
}

/** What a guard run tells; undefined where it did not take place or its commit is unknown. */
export const readGuardRun = ({ id, time, data }: MeshEvent<'guard.finished.v1'>): Run | undefined => {
  if ((data.verdict !== 'passed' && data.verdict !== 'failed') || data.sha === undefined) return undefined
  const failures = data.failures ?? []
  const named = failures.map(({ name, message }) => fingerprintError(message ?? name, name))
  const errors = failures.length > 0 ? named : [fingerprintError(data.output_tail ?? data.reason)]
  return {
    repository: data.repository,
    lane: `guard ${data.change} ${data.guard}`.slice(0, 700),
    subject: data.change,
    sha: data.sha,
    passed: data.verdict === 'passed',
    errors: data.verdict === 'passed' ? [] : unique(errors),
    complete: failures.length > 0 && failures.length < MOST_FAILURES.guard,
    at: time,
    event: id,
  }
}

/** The error that an incident reports. */
export const readIncident = ({ data }: MeshEvent<'incident.detected.v1'>): ErrorIdentity | undefined =>
  fingerprintError(data.text ?? data.title, data.title)

const unique = (errors: readonly (ErrorIdentity | undefined)[]): ErrorIdentity[] => [
  ...new Map(errors.flatMap((one) => (one ? [[one.fingerprint, one] as const] : []))).values(),
]
