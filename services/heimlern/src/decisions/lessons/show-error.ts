import type { ErrorKnown } from './lesson.js'
import { isRejected, repairsByKind } from './tell-errors.js'

/**
 * What people are told of an error: how often it came, and what mended it, the best first. `denied`: patterns that people
 * reject; a repair of these is not named.
 */
export const showError = (error: ErrorKnown, repository: string, denied: ReadonlySet<string>) => {
  const fixes = repairsByKind(error).filter(({ kind }) => !isRejected(error, kind, (pattern) => denied.has(pattern)))
  const [best] = fixes.filter(({ held }) => held.length > 0)
  return {
    repository,
    fingerprint: error.fingerprint,
    family: error.family,
    type: error.type,
    template: error.template,
    count: error.count,
    seen: error.seen,
    unsteady: error.flaky.length,
    solved: best
      ? `solved ${best.held.length === 1 ? 'once' : `${best.held.length} times`} by a change of ${best.kind}`
      : 'no repair is known',
    fixes: fixes.map(({ kind, held, against }) => ({
      change: kind,
      solved: held.length,
      against,
      repairs: held.map(({ subject, title, at, steps, paths, events }) => ({
        subject,
        title,
        at,
        steps,
        paths,
        events,
      })),
    })),
  }
}
