import type { Area } from '@heimgewebe/decider'
import type { Errors } from './know-error.js'
import { nameChange } from './kind-of-change.js'
import { type Case, type Lane, MOST, type OpenError, type Repair } from './lesson.js'
import type { Run } from './read-run.js'

/** Errors kept of one lane. */
const MOST_OPEN = 100

/** What a run is compared with. */
export interface RunKnown {
  readonly lane: Lane | undefined
  /** The commit of the run, as far as its files are known. */
  readonly change: Case | undefined
  readonly areas: readonly Area[]
}

/**
 * Follows the errors of a lane from run to run: which are new, which are still there after another try, which are gone
 * and by what. What comes and goes on the same commit wavers; nothing has mended it.
 */
export const followRun = (run: Run, known: RunKnown, errors: Errors): Lane => {
  const before = known.lane ?? { sha: run.sha, open: [], mended: [] }
  const kind = nameChange(known.change?.paths ?? [], known.areas)
  const there = new Set(run.errors.map(({ fingerprint }) => fingerprint))
  const isGone = ({ fingerprint }: OpenError): boolean => run.passed || (run.complete && !there.has(fingerprint))

  for (const error of run.errors) {
    if (before.mended.includes(error.fingerprint)) errors.comeBack(error, run.subject)
    errors.see(error, { subject: run.subject, at: run.at, event: run.event })
  }
  const gone = before.open.filter(isGone)
  for (const open of gone) {
    if (open.sha === run.sha) errors.waver(open, run.subject, [open.event, run.event])
    else errors.mend(open, repairOf(run, open, kind, known.change))
  }
  const still = before.open.filter((open) => !isGone(open)).map((open) => tryAgain(run, open, kind, errors))
  const fresh = run.errors
    .filter(({ fingerprint }) => !still.some((open) => open.fingerprint === fingerprint))
    .map(({ fingerprint, family }) => ({ fingerprint, family, sha: run.sha, event: run.event, steps: [] }))
  const mended = gone.filter(({ sha }) => sha !== run.sha).map(({ fingerprint }) => fingerprint)
  return {
    sha: run.sha,
    open: [...still, ...fresh].slice(-MOST_OPEN),
    mended: [...new Set([...mended, ...before.mended])].filter((one) => !there.has(one)).slice(0, MOST_OPEN),
  }
}

const tryAgain = (run: Run, open: OpenError, kind: string, errors: Errors): OpenError => {
  if (open.sha === run.sha) return open
  if (kind !== '') errors.tryInVain(open, kind)
  return { ...open, sha: run.sha, steps: kind === '' ? open.steps : [...open.steps, kind].slice(-10) }
}

const repairOf = (run: Run, open: OpenError, kind: string, change: Case | undefined): Repair => ({
  subject: run.subject,
  sha: run.sha,
  kind,
  steps: kind === '' ? open.steps : [...open.steps, kind],
  paths: (change?.paths ?? []).slice(0, 10),
  title: change?.title ?? '',
  at: run.at,
  events: [open.event, ...(change ? [change.event] : []), run.event].slice(0, MOST),
  held: true,
})
