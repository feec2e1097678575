import type { Draft } from '@heimgewebe/contracts'
import { draft } from '@heimgewebe/contracts'

/** What a guard did so far, over the changes that are kept. */
export interface GuardCount {
  readonly repository: string
  readonly guard: string
  readonly runs: number
  /** Wall time of all runs, those for a second look included, in seconds. */
  readonly seconds: number
  /** Changes in which it found a fault. */
  readonly caught: number
  /** Changes with a later fix, revert or incident in its area that it had passed; and that it was left out of. */
  readonly missed_passed: number
  readonly missed_left_out: number
  /** Failures that were no fault of the change. */
  readonly flaky: number
  readonly before: number
  readonly unclear: number
  /** Runs that were drawn by lot, and changes in which these found a fault: what the choice would have missed. */
  readonly sampled: number
  readonly sampled_caught: number
}

/** Whether a guard pays, and why. */
export interface Worth {
  readonly worth: 'pays' | 'unclear' | 'does_not_pay'
  readonly reason: string
}

/** Noise over catches from which a guard no longer pays. */
const NOISE_A_CATCH = 3

/** Says what a guard is worth; before `enough` runs it says nothing, unless it caught something. */
export const weighGuard = (count: GuardCount, enough: number): Worth => {
  const { runs, caught, seconds, flaky, before, unclear } = count
  // What failed before the change is a fault that the guard found; what flips is one of its own.
  const noise = flaky + unclear
  const cost = `${runs} runs of together ${Math.round(seconds)} s`
  if (runs >= enough && noise > 0 && noise >= NOISE_A_CATCH * Math.max(1, caught))
    return { worth: 'does_not_pay', reason: `${caught} faults caught, and ${noise} false alarms, in ${cost}` }
  if (caught > 0) return { worth: 'pays', reason: `${caught} faults caught in ${cost}` }
  if (runs < enough) return { worth: 'unclear', reason: `too few runs to tell: ${runs} of ${enough}` }
  const old = before > 0 ? `, and ${before} that were there before` : ''
  return { worth: 'does_not_pay', reason: `no fault of a change caught${old} in ${cost}` }
}

/** Proposes to retire a guard that does not pay. A person decides: the file of the base branch is theirs. */
export const proposeRetirement = (
  count: GuardCount,
  { reason }: Worth,
  events: readonly [string, ...string[]],
): Draft<'insight.raised.v1'> =>
  draft('insight.raised.v1', {
    subject: `guard/${count.repository}/${count.guard}`,
    data: {
      repository: count.repository,
      kind: 'guard',
      statement: `guard ${count.guard} does not pay: ${reason}; retire it, or mend it`.slice(0, 1000),
      events: events.slice(0, 50),
      confidence: Math.round((count.runs / (count.runs + 20)) * 100) / 100,
    },
  })
