import type { EventData, MeshEvent } from '@heimgewebe/contracts'

/** One run, as far as it is compared with others of its kind. */
export interface Observation {
  readonly repository: string
  /** Pipeline, phase or guard, such as ci/build or guard/auth-tests. */
  readonly what: string
  readonly measure: 'duration' | 'failure_rate'
  /** Seconds; for a failure rate 1 where it failed, else 0. */
  readonly value: number
  readonly event: string
  readonly sha?: string
  readonly change?: string
  /** Run at its host: hosts tell some runs by two doors, and the same run again is no second one. */
  readonly run?: string
  /** Smallest step of the clock that measured it, in seconds; absent where that is far below what it takes. */
  readonly resolution?: number
}

/** How a series of runs follows from one more of them: its next state, and what is to be told. */
export interface Step<State, Told> {
  readonly state: State
  readonly told: readonly Told[]
}

const named = (kind: string, name: string): string =>
  `${kind}/${name}`.slice(0, 300).toWellFormed().replaceAll('\0', '\uFFFD')

/** What a CI run shows of itself and of its phases: how long a successful one took, and whether it failed. */
export const observeCi = ({ id, data }: MeshEvent<'ci.result.v1'>): Observation[] => {
  const { repository, sha, pipeline, outcome, duration_seconds, phases = [] } = data
  const change = data.number === undefined ? {} : { change: `pr/${repository}/${data.number}` }
  const base = { repository, event: id, sha, ...change, ...(data.run === undefined ? {} : { run: data.run }) }
  return [
    ...observePart({ ...base, what: named('ci', pipeline) }, outcome, duration_seconds),
    ...sumByName(phases).flatMap((phase) =>
      observePart(
        { ...base, what: named('phase', `${pipeline}/${phase.name}`), resolution: HOST_CLOCK },
        phase.outcome,
        phase.duration_seconds,
      ),
    ),
  ]
}

type Phase = NonNullable<EventData['ci.result.v1']['phases']>[number]

/** Hosts tell whole seconds of the parts of a run. */
const HOST_CLOCK = 1

/** Steps of one name in one run are one phase: it took as long as all of them, and failed where one did. */
const sumByName = (phases: readonly Phase[]): Phase[] =>
  [...Map.groupBy(phases, ({ name }) => name)].map(([name, same]) => ({
    name,
    outcome: same.find(({ outcome }) => outcome !== 'success')?.outcome ?? 'success',
    ...(same.every(({ duration_seconds }) => duration_seconds === undefined)
      ? {}
      : { duration_seconds: same.reduce((sum, { duration_seconds = 0 }) => sum + duration_seconds, 0) }),
  }))

const observePart = (
  base: Omit<Observation, 'measure' | 'value'>,
  outcome: EventData['ci.result.v1']['outcome'],
  seconds: number | undefined,
): Observation[] => {
  if (outcome !== 'success' && outcome !== 'failure' && outcome !== 'timed_out') return []
  const rate: Observation = { ...base, measure: 'failure_rate', value: outcome === 'success' ? 0 : 1 }
  // What fails ends early or late for reasons of its own.
  if (outcome !== 'success' || seconds === undefined || seconds === 0) return [rate]
  return [rate, { ...base, measure: 'duration', value: seconds }]
}

const GUARD: Readonly<Partial<Record<EventData['guard.finished.v1']['verdict'], 0 | 1>>> = {
  passed: 0,
  failed: 1,
  timed_out: 1,
  out_of_memory: 1,
}

/** What a guard run shows. One that was known took no time, and one of single tests is no whole run. */
export const observeGuard = ({ id, data }: MeshEvent<'guard.finished.v1'>): Observation[] => {
  const { repository, guard, change, sha, verdict, duration_seconds } = data
  const failed = GUARD[verdict]
  if (guard === '' || failed === undefined || duration_seconds === 0) return []
  const base = { repository, what: named('guard', guard), event: id, change, ...(sha === undefined ? {} : { sha }) }
  const rate = { ...base, measure: 'failure_rate' as const, value: failed }
  const isWhole = verdict === 'passed' && data.fault === undefined && data.tests_run === undefined
  return isWhole ? [rate, { ...base, measure: 'duration', value: duration_seconds }] : [rate]
}
