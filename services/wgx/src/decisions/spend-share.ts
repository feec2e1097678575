import type { ConfigurationRecordedV1, GuardsChosenV1, RiskAssessedV1 } from '@heimgewebe/contracts'
import { drawFrom } from '@heimgewebe/decider'

type Guard = ConfigurationRecordedV1['guards'][number]
type Chosen = GuardsChosenV1['chosen'][number]
type LeftOut = GuardsChosenV1['left_out'][number]

/** What sichter said of a change. */
export type Assessed = Pick<RiskAssessedV1, 'guards' | 'guards_signal' | 'tests'>

/** How much may be run for a change. */
export interface Budget {
  /** Share of the usual time of all guards that the chosen ones may take, 0–1. */
  readonly share: number
  /** Share of the left out guards that are run all the same, by lot, 0–1. */
  readonly sample: number
  /** Usual wall time of guards, in seconds, where it is known. */
  readonly seconds: ReadonlyMap<string, number>
  /** What the lot is drawn from: the event id of the request. */
  readonly lot: string
}

/** A choice among guards, and what it rests on. */
export type Choice = Pick<
  GuardsChosenV1,
  'basis' | 'reason' | 'share' | 'cost_seconds' | 'whole_seconds' | 'chosen' | 'left_out'
>

/** Guards of the touched areas, for want of anything better, and a sample of the rest. */
export const chooseByAreas = (
  guards: readonly Guard[],
  isTouched: (guard: Guard) => boolean,
  reason: string,
  budget: Budget,
): Choice => {
  const chosen = guards.filter(isTouched).map((guard) => chosenFor(guard, 'area', wordsOfArea(guard), budget))
  const rest = guards.filter((guard) => !isTouched(guard))
  return withSample('areas', reason, guards, chosen, rest, () => 'its area is not touched', budget)
}

/** The guards that are likeliest to find a fault in this change, within the share of the cost that is allowed. */
export const spendShare = (guards: readonly Guard[], { guards: ranked = [] }: Assessed, budget: Budget): Choice => {
  const limit = budget.share * guards.reduce((sum, guard) => sum + costOf(guard, guards, budget), 0)
  const byName = new Map(guards.map((guard) => [guard.name, guard]))
  const chosen: Chosen[] = []
  const beyond = new Map<string, string>()
  let spent = 0
  for (const { guard: name, by, text, events, worth } of ranked) {
    const guard = byName.get(name)
    if (guard === undefined) continue
    const cost = costOf(guard, guards, budget)
    if (by === 'none') beyond.set(name, `${text}; worth ${percent(worth)}`)
    // One guard is run whatever it costs: a share that allows none would check nothing.
    else if (chosen.length > 0 && spent + cost > limit * (1 + 1e-9)) beyond.set(name, beyondShare(worth, budget))
    else {
      chosen.push({ ...chosenFor(guard, by, text, budget), ...(events === undefined ? {} : { events }) })
      spent += cost
    }
  }
  const taken = new Set(chosen.map(({ guard }) => guard))
  const rest = guards.filter(({ name }) => !taken.has(name))
  const why = (guard: Guard): string => beyond.get(guard.name) ?? 'it is new, and nothing is known of it yet'
  const reason = `the order follows from the faults that guards found so far; at most ${percent(budget.share)} of the time of all guards`
  return withSample('learned', reason, guards, chosen, rest, why, budget)
}

const withSample = (
  basis: Choice['basis'],
  reason: string,
  guards: readonly Guard[],
  chosen: readonly Chosen[],
  rest: readonly Guard[],
  why: (guard: Guard) => string,
  budget: Budget,
): Choice => {
  const isDrawn = ({ name }: Guard): boolean => drawFrom(`${budget.lot} ${name}`) < budget.sample
  const drawn = rest
    .filter(isDrawn)
    .map((guard) => chosenFor(guard, 'sample', `drawn by lot from those left out: ${why(guard)}`, budget))
  const left: LeftOut[] = rest
    .filter((guard) => !isDrawn(guard))
    .map((guard) => ({ guard: guard.name, reason: cut(why(guard)), ...secondsOf(guard, budget) }))
  const all = [...chosen, ...drawn]
  const known = budget.seconds.size > 0
  const sum = (some: readonly { seconds?: number }[]): number =>
    Math.round(some.reduce((total, { seconds = 0 }) => total + seconds, 0) * 1000) / 1000
  return {
    basis,
    reason,
    share: budget.share,
    ...(known ? { cost_seconds: sum(all), whole_seconds: sum(guards.map((guard) => secondsOf(guard, budget))) } : {}),
    chosen: all,
    left_out: left,
  }
}

/** A guard that never ran costs as much as the usual one; where none ran, all cost the same. */
const costOf = (guard: Guard, guards: readonly Guard[], { seconds }: Budget): number => {
  const own = seconds.get(guard.name)
  if (own !== undefined) return own
  const known = guards.flatMap(({ name }) => seconds.get(name) ?? []).sort((a, b) => a - b)
  return known[Math.floor(known.length / 2)] ?? 1
}

const chosenFor = (guard: Guard, by: Chosen['by'], reason: string, budget: Budget): Chosen => ({
  guard: guard.name,
  by,
  reason: cut(reason),
  ...secondsOf(guard, budget),
})

const secondsOf = ({ name }: Guard, { seconds }: Budget): { seconds?: number } => {
  const usual = seconds.get(name)
  return usual === undefined ? {} : { seconds: Math.round(usual * 1000) / 1000 }
}

const wordsOfArea = ({ area }: Guard): string => (area === '*' ? 'it is for every area' : `its area ${area} is touched`)

const beyondShare = (worth: number, { share }: Budget): string =>
  `worth ${percent(worth)}, but ${percent(share)} of the time of all guards is spent already`

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`

const cut = (text: string): string => (text.length > 500 ? `${text.slice(0, 499)}…` : text)
