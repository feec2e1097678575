import type { ConfigurationRecordedV1, Draft, GuardsChosenV1, MeshEvent } from '@heimgewebe/contracts'
import { draft, mayOrder } from '@heimgewebe/contracts'
import { pickTests } from './pick-tests.js'
import { type Assessed, type Budget, chooseByAreas, type Choice, spendShare } from './spend-share.js'

/** What is known when a guard is asked for. */
export interface GuardKnowledge {
  /** What the base branch says, as last read; undefined where nobody read it yet. */
  readonly configuration: ConfigurationRecordedV1 | undefined
  /** Head commit of the change, where it is a pull request or a branch that was heard of. */
  readonly head: string | undefined
  /** What sichter said of the change; undefined where it said nothing. */
  readonly assessed: Assessed | undefined
  readonly budget: Omit<Budget, 'lot'>
}

type Request = MeshEvent<'guard.requested.v1'>
type Guard = ConfigurationRecordedV1['guards'][number]

/** Words that ask for the guards of every area. */
const EVERY_AREA = ['*', 'all']

/** What a request leads to: the choice and an intent for each guard of it, or the reason why none runs. */
type Answer = Draft<'guards.chosen.v1'> | Draft<'guard.started.v1'> | Draft<'guard.finished.v1'>

/**
 * Answers a request with the choice among the guards that the base branch names and one intent for each that is chosen,
 * or with one result that says why none is run. The change itself has no say in what it is checked with.
 */
export const chooseGuards = (event: Request, known: GuardKnowledge): Answer[] => {
  const { configuration, head } = known
  const sha = event.data.sha ?? shaOf(event) ?? head
  if (!mayOrder(event.source, 'heimgeist')) return [notRun(event, sha, `${event.source} may not ask for guards`)]
  if (configuration === undefined)
    return [notRun(event, sha, `the guards of ${event.data.repository} are not known yet`)]
  const guards = configuration.guards.filter(({ kind }) => kind === event.data.kind)
  const choice = choose(event, guards, known)
  const told = choice.left_out.length + choice.chosen.length === 0 ? [] : [tell(event, choice)]
  if (choice.chosen.length === 0) return [...told, notRun(event, sha, noneFor(event, configuration))]
  if (sha === undefined) return [...told, notRun(event, sha, `the commit of ${event.data.change} is not known`)]
  return [...told, ...choice.chosen.map((chosen) => intentFor(event, chosen, guards, configuration.sha, sha))]
}

const choose = (event: Request, guards: readonly Guard[], { assessed, budget, head }: GuardKnowledge): Choice => {
  const full = { ...budget, lot: event.id }
  const isTouched = (guard: Guard): boolean => matches(guard, event)
  if (event.data.area !== 'changed' || event.data.kind === 'smoke') {
    const choice = chooseByAreas(guards, isTouched, 'these were asked for by name', { ...full, sample: 0 })
    const { area, kind } = event.data
    const chosen = choice.chosen.map((one) => ({
      ...one,
      by: 'asked' as const,
      reason: `${kind} of ${area} was asked for`,
    }))
    return {
      ...choice,
      basis: 'asked',
      chosen,
      left_out: choice.left_out.map((one) => ({ ...one, reason: 'it was not asked for' })),
    }
  }
  const choice =
    assessed?.guards_signal === 'learned'
      ? spendShare(guards, assessed, full)
      : chooseByAreas(guards, isTouched, noSignal(assessed), full)
  // Tests are picked for the commit that was judged; of another one nothing is known.
  if (assessed === undefined || head === undefined) return choice
  const byName = new Map(guards.map((guard) => [guard.name, guard]))
  const chosen = choice.chosen.map((one) => {
    const tests = pickTests(byName.get(one.guard) ?? { name: one.guard }, assessed, event.id, budget.sample)
    return tests === undefined ? one : { ...one, tests }
  })
  return { ...choice, chosen }
}

const noSignal = (assessed: Assessed | undefined): string =>
  assessed?.guards_signal === undefined
    ? 'nothing is known of how guards did for such changes: the touched areas decide'
    : 'guards found too few faults here so far to choose by them: the touched areas decide'

const tell = ({ id, data }: Request, choice: Choice): Draft<'guards.chosen.v1'> =>
  draft('guards.chosen.v1', {
    subject: `guard/${id}`,
    data: { repository: data.repository, change: data.change, request: id, kind: data.kind, ...choice },
  })

const intentFor = (
  event: Request,
  { guard: name, by, tests }: GuardsChosenV1['chosen'][number],
  guards: readonly Guard[],
  base: string,
  sha: string,
): Draft<'guard.started.v1'> => {
  const guard = guards.find((one) => one.name === name)
  return draft('guard.started.v1', {
    subject: `guard/${event.id}`,
    data: {
      repository: event.data.repository,
      change: event.data.change,
      request: event.id,
      guard: name,
      area: guard === undefined ? event.data.area : areaOf(guard, event),
      sha,
      base,
      kind: event.data.kind,
      by,
      ...(tests === undefined ? {} : { tests }),
    },
  })
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
