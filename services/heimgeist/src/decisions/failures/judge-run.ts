import { type Reason, reason } from '../make-decision.js'
import type { Run } from './read-run.js'

/** Something that was learned of an error. */
export interface Lesson {
  readonly fingerprint: string
  readonly kind: 'flaky' | 'fix' | 'error'
  readonly statement: string
  /** Event that says so. */
  readonly event: string
}

/** The latest run of a pipeline or guard without the change. */
export interface TrunkRun {
  readonly what: string
  readonly event: string
  readonly failed: boolean
  readonly fingerprints: readonly string[]
}

/** What is known of the errors and pipelines that a failure is about. */
export interface FailureKnown {
  readonly lessons: readonly Lesson[]
  readonly trunk: readonly TrunkRun[]
}

/** A failed run with what is known of it. */
export interface JudgedRun {
  readonly run: Run
  readonly judged: 'new' | 'flaky' | 'before'
  /** Why it is none of the change's; absent where it is new. */
  readonly because?: Reason
}

/**
 * Whether a failed run says anything against its change: not where all that failed is known to come and go, or failed in
 * the same way without the change. One new error among them is enough to ask about.
 */
export const judgeRun = (run: Run, { lessons, trunk }: FailureKnown): JudgedRun => {
  if (run.fault !== undefined) {
    const why =
      run.fault === 'flaky' ? 'passed when it was run again alone' : 'fails in the same way without the change'
    return { run, judged: run.fault, because: reason(`${run.what} ${why}`, [run.event], run.event) }
  }
  const prints = run.tests.map(({ fingerprint }) => fingerprint)
  const unsteady = prints.map((print) => lessons.find((one) => one.kind === 'flaky' && one.fingerprint === print))
  const wavers = run.more === 0 && prints.length > 0 && unsteady.every((one) => one !== undefined)
  if (wavers)
    return {
      run,
      judged: 'flaky',
      because: reason(
        `${run.what} is known to waver: ${unsteady[0]?.statement ?? ''}`,
        events(run, unsteady),
        run.event,
      ),
    }
  const before = trunk.find(({ what, failed }) => failed && what === run.what)
  if (before !== undefined && run.more === 0 && isSame(prints, before))
    return {
      run,
      judged: 'before',
      because: reason(`${run.what} failed in the same way before this change`, [run.event, before.event], run.event),
    }
  return { run, judged: 'new' }
}

/** Where neither run names an error, the same pipeline that is red without the change says enough. */
const isSame = (prints: readonly (string | undefined)[], { fingerprints }: TrunkRun): boolean =>
  prints.length === 0
    ? fingerprints.length === 0
    : prints.every((print) => print !== undefined && fingerprints.includes(print))

const events = (run: Run, lessons: readonly (Lesson | undefined)[]): string[] => [
  run.event,
  ...new Set(lessons.flatMap((one) => (one ? [one.event] : []))),
]
