import type { GuardFinishedV1 } from '@heimgewebe/contracts'
import type { Judgement } from './judge-run.js'
import { oneLine } from './make-inert.js'

type Signal = NonNullable<GuardFinishedV1['signals']>[number]

/** A further run for the sake of a failure. */
export interface FurtherRun {
  readonly judgement: Judgement
  readonly sha: string
}

/** What is known besides the failure itself. */
export interface SecondLook {
  /** The same files run again, alone. */
  readonly reruns: readonly FurtherRun[]
  /** The files without the change; undefined where there are none to run. */
  readonly before: FurtherRun | undefined
  /** How often the failed tests failed so far, and how often of these they then passed. */
  readonly history: { readonly failed: number; readonly flipped: number }
  /** Other changes in whose latest runs the same test failed and nobody was found at fault. */
  readonly elsewhere: number
}

/** Whose fault a failure is. */
export type Fault = Pick<GuardFinishedV1, 'verdict' | 'reason' | 'fault' | 'signals' | 'flaky' | 'known'>

/** Failures that a test must have had before its past says anything, and share of them from which it counts as flaky. */
const ENOUGH = 3
const FLAKY_SHARE = 0.5
/** Reruns that must fail before a test with a flaky past counts against a change. */
const RERUNS_OF_FLAKY = 3

/** Whether the past of the failed tests says that they often fail for no reason. */
export const isFlakyPast = ({ failed, flipped }: SecondLook['history']): boolean =>
  failed >= ENOUGH && flipped / failed >= FLAKY_SHARE

/** How often a failure is run again. */
export const rerunsFor = (history: SecondLook['history'], usual: number): number =>
  usual === 0 ? 0 : isFlakyPast(history) ? Math.max(usual, RERUNS_OF_FLAKY) : usual

/**
 * Says whose fault a failure is. A change is blamed by two independent signals and none that speaks for it; what passes
 * when it is run again is flaky, and what fails without the change was there before: neither is held against it.
 */
export const findFault = (first: Judgement, look: SecondLook): Fault => {
  const names = namesOf(first)
  const flaky = names.filter((name) => look.reruns.some(({ judgement }) => passes(judgement, name)))
  const steady = names.filter((name) => !flaky.includes(name))
  const known = steady.filter((name) => name !== '' && look.before !== undefined && fails(look.before.judgement, name))
  const fresh = steady.filter((name) => !known.includes(name))
  const signals = signalsOf(look, fresh)
  const told = { signals, ...named('flaky', flaky), ...named('known', known) }
  // Names beyond the list are not seen: then nobody is cleared.
  const isWhole = (first.tests?.failed ?? 0) <= names.length
  if (fresh.length === 0 && isWhole) {
    if (known.length === 0)
      return {
        ...told,
        verdict: 'passed',
        fault: 'flaky',
        reason: `flaky: ${first.reason}, and passed when run again alone`,
      }
    const also = flaky.length > 0 ? ', the others passed when run again alone' : ''
    return {
      ...told,
      verdict: 'passed',
      fault: 'before',
      reason: `nothing new: ${first.reason}; so it does without the change${also}`,
    }
  }
  const isBlamed = isProven(signals, look)
  return {
    ...told,
    verdict: first.verdict,
    fault: isBlamed ? 'change' : 'unclear',
    reason: isBlamed
      ? first.reason
      : oneLine(`${first.reason}; whether by this change is unclear: ${doubt(signals)}`, 1000),
  }
}

const isProven = (signals: readonly Signal[], { reruns, history }: SecondLook): boolean => {
  const against = signals.filter(({ speaks }) => speaks === 'against').length
  const spoken = signals.filter(({ speaks }) => speaks === 'for')
  if (against < 2) return false
  // A flaky past is outweighed by failing again and again; nothing else that speaks for the change is.
  const onlyPast = spoken.every(({ kind }) => kind === 'history')
  return onlyPast && (!isFlakyPast(history) || reruns.length >= RERUNS_OF_FLAKY)
}

const doubt = (signals: readonly Signal[]): string =>
  signals.find(({ speaks }) => speaks === 'for')?.text ??
  signals.find(({ speaks }) => speaks === 'neither')?.text ??
  'only one signal speaks against it'

const signalsOf = (look: SecondLook, fresh: readonly string[]): Signal[] => {
  const { failed, flipped } = look.history
  const past: Signal = {
    kind: 'history',
    speaks: failed < ENOUGH ? 'neither' : isFlakyPast(look.history) ? 'for' : 'against',
    text:
      failed < ENOUGH
        ? `it failed ${failed} times so far: too few to tell`
        : `of ${failed} failures so far, ${flipped} passed when run again`,
  }
  const other: Signal[] =
    look.elsewhere === 0
      ? []
      : [{ kind: 'elsewhere', speaks: 'for', text: `the same fails for ${look.elsewhere} other changes` }]
  return [...look.reruns.map((run) => rerunSignal(run, fresh)), ...beforeSignal(look.before, fresh), past, ...other]
}

const rerunSignal = ({ judgement, sha }: FurtherRun, fresh: readonly string[]): Signal => {
  const base = { kind: 'rerun' as const, sha, duration_seconds: judgement.duration_seconds }
  if (judgement.verdict === 'passed') return { ...base, speaks: 'for', text: 'it passed when run again alone' }
  if (judgement.verdict !== 'failed')
    return { ...base, speaks: 'neither', text: cut(`it could not be run again: ${judgement.reason}`) }
  return fresh.some((name) => fails(judgement, name))
    ? { ...base, speaks: 'against', text: 'it failed again when run alone' }
    : { ...base, speaks: 'for', text: 'other tests failed when it was run again alone' }
}

const beforeSignal = (before: FurtherRun | undefined, fresh: readonly string[]): Signal[] => {
  if (before === undefined)
    return [{ kind: 'before', speaks: 'neither', text: 'there is nothing without the change to compare with' }]
  const { judgement, sha } = before
  const base = { kind: 'before' as const, sha, duration_seconds: judgement.duration_seconds }
  if (judgement.verdict === 'passed') return [{ ...base, speaks: 'against', text: 'it passes without the change' }]
  if (judgement.verdict !== 'failed')
    return [{ ...base, speaks: 'neither', text: cut(`it could not be run without the change: ${judgement.reason}`) }]
  if (fresh.includes(''))
    return [
      { ...base, speaks: 'for', text: 'it fails without the change too, and names no test that could be compared' },
    ]
  return fresh.length > 0
    ? [{ ...base, speaks: 'against', text: 'these tests do not fail without the change' }]
    : [{ ...base, speaks: 'for', text: 'the same tests fail without the change' }]
}

/** The failed tests; one without a name, where no report names them. */
const namesOf = ({ failures = [] }: Judgement): string[] =>
  failures.length === 0 ? [''] : [...new Set(failures.map(({ name }) => name))]

const fails = (judgement: Judgement, name: string): boolean =>
  judgement.verdict === 'failed' && (name === '' || namesOf(judgement).includes(name))

/** Whether a run shows that a test passes: a run that failed without naming it does, unless it names none or not all. */
const passes = (judgement: Judgement, name: string): boolean => {
  if (judgement.verdict === 'passed') return true
  if (judgement.verdict !== 'failed' || name === '') return false
  const names = namesOf(judgement)
  return names[0] !== '' && !names.includes(name) && (judgement.tests?.failed ?? 0) <= names.length
}

const named = (key: 'flaky' | 'known', names: readonly string[]): Partial<Pick<Fault, 'flaky' | 'known'>> => {
  const real = names.filter((name) => name !== '')
  return real.length === 0 ? {} : { [key]: real.slice(0, 20) }
}

const cut = (text: string): string => oneLine(text, 500)
