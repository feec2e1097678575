import type { EventData, MeshEvent } from '@heimgewebe/contracts'
import { fingerprintError, withoutEscapes } from '@heimgewebe/decider'

/** One failed test or error, as a report shows it. Its texts come from outside. */
export interface FailedTest {
  readonly name?: string
  /** First lines of what it said. */
  readonly output?: string
  readonly fingerprint?: string
}

/** A run of a pipeline or a guard that ended well or badly. JSON: it is kept while the head of its change fails. */
export interface Run {
  readonly event: string
  /** What runs again and again: ci/<pipeline> or guard/<name>. */
  readonly what: string
  readonly sha: string
  readonly failed: boolean
  readonly tests: readonly FailedTest[]
  /** Failed tests beyond those. */
  readonly more: number
  readonly url?: string
  /** What the guard itself found out: it came and went, or it fails without the change as well. */
  readonly fault?: 'flaky' | 'before'
}

/** Tests of one run that are kept, lines and characters of what one said, and characters of its name. */
const MOST_TESTS = 5
const MOST_LINES = 8
const MAX_OUTPUT = 500
const MAX_NAME = 300
/** Characters of an address; a longer one is left out, since half of one leads nowhere. */
const MAX_URL = 2000

const BAD_CI: readonly EventData['ci.result.v1']['outcome'][] = ['failure', 'timed_out', 'startup_failure']
const BAD_GUARD: readonly EventData['guard.finished.v1']['verdict'][] = ['failed', 'timed_out', 'out_of_memory']

/** A CI result as a run; undefined where it ended neither well nor badly. */
export const readCiRun = ({ id, data }: MeshEvent<'ci.result.v1'>): Run | undefined => {
  const failed = BAD_CI.includes(data.outcome)
  if (!failed && data.outcome !== 'success') return undefined
  const tests = (data.failures ?? []).map(({ name, message }) => testOf(message ?? name, name))
  const errors = (data.findings?.items ?? [])
    .filter(({ level }) => level === 'error')
    .map(({ rule, text, path }) => testOf(`${rule}: ${text}`, path === undefined ? rule : `${rule} in ${path}`))
  const counted = Math.max(data.tests?.failed ?? 0, tests.length) + errors.length
  return runOf(id, `ci/${data.pipeline}`, data.sha, failed, [...tests, ...errors], counted, {
    ...(data.url === undefined || data.url.length > MAX_URL ? {} : { url: data.url }),
  })
}

/** A guard's result as a run; undefined where it did not take place or its commit is unknown. */
export const readGuardRun = ({ id, data }: MeshEvent<'guard.finished.v1'>): Run | undefined => {
  const failed = BAD_GUARD.includes(data.verdict)
  if ((!failed && data.verdict !== 'passed') || data.sha === undefined) return undefined
  const named = (data.failures ?? []).map(({ name, message }) => testOf(message ?? name, name))
  const tests = named.length > 0 ? named : [testOf(data.output_tail ?? data.reason)]
  const { fault } = data
  return runOf(
    id,
    `guard/${data.guard === '' ? data.area : data.guard}`,
    data.sha,
    failed,
    tests,
    Math.max(data.tests?.failed ?? 0, tests.length),
    fault === 'flaky' || fault === 'before' ? { fault } : {},
  )
}

const runOf = (
  event: string,
  what: string,
  sha: string,
  failed: boolean,
  tests: readonly FailedTest[],
  counted: number,
  more: Pick<Run, 'url' | 'fault'>,
): Run => {
  const kept = failed ? tests.slice(0, MOST_TESTS) : []
  return { event, what, sha, failed, tests: kept, more: failed ? Math.max(0, counted - kept.length) : 0, ...more }
}

const testOf = (said: string, name?: string): FailedTest => {
  const identity = fingerprintError(said, name)
  const output = firstLines(said)
  return {
    ...(name === undefined ? {} : { name: plain(name).slice(0, MAX_NAME).toWellFormed() }),
    ...(output === '' || output === name ? {} : { output }),
    ...(identity === undefined ? {} : { fingerprint: identity.fingerprint }),
  }
}

const firstLines = (text: string): string =>
  plain(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, MOST_LINES)
    .join('\n')
    .slice(0, MAX_OUTPUT)
    .toWellFormed()

/** Without what a terminal would obey. Line breaks and tabs stay. */
const plain = (text: string): string =>
  withoutEscapes(text).replaceAll(/[\0-\u0008\u000B-\u001F\u007F-\u009F]/g, '\uFFFD')
