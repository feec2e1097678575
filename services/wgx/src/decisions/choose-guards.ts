import type { ConfigurationRecordedV1, Draft, MeshEvent } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'

/** What is known when a guard is asked for. */
export interface GuardKnowledge {
  /** What the base branch says, as last read; undefined where nobody read it yet. */
  readonly configuration: ConfigurationRecordedV1 | undefined
  /** Head commit of the change, where it is a pull request or a branch that was heard of. */
  readonly head: string | undefined
}

type Request = MeshEvent<'guard.requested.v1'>
type Guard = ConfigurationRecordedV1['guards'][number]

/** Words that ask for the guards of every area. */
const EVERY_AREA = ['*', 'all']

/**
 * Answers a request with one intent for each guard that the base branch names for its areas, or with one result that
 * says why none is run. The change itself has no say in what it is checked with.
 */
export const chooseGuards = (
  event: Request,
  { configuration, head }: GuardKnowledge,
): (Draft<'guard.started.v1'> | Draft<'guard.finished.v1'>)[] => {
  const sha = event.data.sha ?? shaOf(event) ?? head
  if (configuration === undefined)
    return [notRun(event, sha, `the guards of ${event.data.repository} are not known yet`)]
  const guards = configuration.guards.filter((guard) => guard.kind === event.data.kind && matches(guard, event))
  if (guards.length === 0) return [notRun(event, sha, noneFor(event, configuration))]
  if (sha === undefined) return [notRun(event, sha, `the commit of ${event.data.change} is not known`)]
  return guards.map((guard) =>
    draft('guard.started.v1', {
      subject: `guard/${event.id}`,
      data: {
        repository: event.data.repository,
        change: event.data.change,
        request: event.id,
        guard: guard.name,
        area: areaOf(guard, event),
        sha,
        base: configuration.sha,
        kind: event.data.kind,
      },
    }),
  )
}

const matches = (guard: Guard, event: Request): boolean =>
  guard.area === '*' || EVERY_AREA.includes(event.data.area) || wantedAreas(event).includes(guard.area)

const wantedAreas = ({ data }: Request): readonly string[] =>
  data.area === 'changed' ? (data.areas ?? []) : [data.area]

/** The area that a run counts for: a guard of all areas counts for the one that was asked for. */
const areaOf = (guard: Guard, event: Request): string => {
  if (guard.area !== '*') return guard.area
  const areas = wantedAreas(event)
  return areas.length === 1 ? areas[0]! : '*'
}

/** A single commit carries its sha in its name. */
const shaOf = ({ data }: Request): string | undefined => {
  const prefix = `change/${data.repository}/`
  const sha = data.change.startsWith(prefix) ? data.change.slice(prefix.length) : ''
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : undefined
}

const noneFor = (event: Request, configuration: ConfigurationRecordedV1): string => {
  const { area, kind } = event.data
  const areas = wantedAreas(event)
  const file = `.heimgewebe.yaml of ${configuration.sha}`
  const problems = configuration.problems.length > 0 ? `; the file has problems: ${configuration.problems[0]}` : ''
  if (EVERY_AREA.includes(area)) return `no ${kind} in ${file}${problems}`
  if (areas.length === 0) return `the change touches no area, and no ${kind} in ${file} is for all of them${problems}`
  return `no ${kind} for area ${areas.join(', ')} in ${file}${problems}`
}

const notRun = (event: Request, sha: string | undefined, reason: string): Draft<'guard.finished.v1'> =>
  draft('guard.finished.v1', {
    subject: `guard/${event.id}`,
    data: {
      repository: event.data.repository,
      change: event.data.change,
      request: event.id,
      guard: '',
      area: event.data.area,
      ...(sha === undefined ? {} : { sha }),
      verdict: 'not_run',
      reason: reason.slice(0, 1000),
      duration_seconds: 0,
      protection: [],
    },
  })
