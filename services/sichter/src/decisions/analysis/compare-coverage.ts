import type { Statement } from './statement.js'

/** One measured test coverage. */
export interface CoverageRun {
  readonly sha: string
  /** Number of the change that it was measured for; absent for a branch. */
  readonly number: number | null
  readonly pipeline: string
  /** Covered lines, 0 to 100. */
  readonly percent: number
  readonly event: string
}

/** A change as runs may name it. */
export interface Measured {
  readonly sha?: string
  readonly number?: number
}

/** Test coverage before a change and with it, in one pipeline. */
export interface CoverageStep {
  readonly pipeline: string
  readonly before: CoverageRun
  readonly after: CoverageRun
}

/** Points by which coverage moves without anybody having touched a test. */
const NOTHING = 0.1

/**
 * Test coverage with a change, and the last one before it in the same pipeline on a commit of the history. `runs` are the
 * latest of the repository, newest first; `isRecorded` says which commits are part of its history.
 */
export const coverageStep = (
  runs: readonly CoverageRun[],
  change: Measured,
  isRecorded: (sha: string) => boolean,
): CoverageStep | undefined => {
  const isOf = ({ sha, number }: CoverageRun): boolean =>
    sha === change.sha || (number !== null && number === change.number)
  const at = runs.findIndex(isOf)
  const after = runs[at]
  if (after === undefined) return undefined
  const before = runs
    .slice(at + 1)
    .find((run) => run.pipeline === after.pipeline && !isOf(run) && run.number === null && isRecorded(run.sha))
  return before && { pipeline: after.pipeline, before, after }
}

/** Says how test coverage changed; nothing where it did not. */
export const tellCoverage = ({ before, after, pipeline }: CoverageStep, of = ''): Statement[] => {
  const points = after.percent - before.percent
  if (Math.abs(points) < NOTHING) return []
  const way = points < 0 ? 'fell' : 'rose'
  return [
    {
      text: `test coverage ${way} from ${shown(before.percent)} to ${shown(after.percent)} %, by ${shown(Math.abs(points))} points, with ${of || 'it'} (${pipeline})`,
      events: [after.event, before.event],
    },
  ]
}

/** Whether a change has less test coverage than there was before it. */
export const fell = ({ before, after }: CoverageStep): boolean => before.percent - after.percent >= NOTHING

const shown = (percent: number): string => String(Math.round(percent * 10) / 10)
