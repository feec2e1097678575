import type { Fields } from './payload-fields.js'

/** A stage of a pipeline as a step of a run in the common shape. */
interface Stage {
  readonly name: string
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'skipped'
  readonly started_at: string | undefined
  readonly completed_at: string | undefined
}

/** The stages of a finished pipeline, from the jobs that its hook lists, in the order in which they began. */
export const stagesOf = (payload: Fields): Stage[] => {
  const byStage = Map.groupBy(
    payload.list('builds').filter((build) => build.text('stage') !== undefined),
    (build) => build.text('stage') ?? '',
  )
  return [...byStage]
    .map(([name, builds]) => ({
      name,
      conclusion: conclusionOf(builds),
      started_at: timesOf(builds, 'started_at')[0],
      completed_at: timesOf(builds, 'finished_at').at(-1),
    }))
    .sort((one, other) => ((one.started_at ?? '') < (other.started_at ?? '') ? -1 : 1))
}

/** A job that may fail does not make its stage fail. */
const conclusionOf = (builds: readonly Fields[]): Stage['conclusion'] => {
  const has = (status: string): boolean => builds.some((build) => build.text('status') === status)
  if (builds.some((build) => build.text('status') === 'failed' && !build.flag('allow_failure'))) return 'failure'
  if (has('canceled')) return 'cancelled'
  return has('success') || has('failed') ? 'success' : 'skipped'
}

/** The times of this name, earliest first; all are in one form, so the texts sort as the times do. */
const timesOf = (builds: readonly Fields[], name: string): string[] =>
  builds.flatMap((build) => build.time(name) ?? []).sort()
