import type { Learner } from './learner.js'
import { DAY, faded } from '../past/past.js'
import { HORIZON, rowOf } from './record-rows.js'

const STEP = 10 * DAY
/** How many links the first guess of their delays is worth. */
const GUESS = 10
/** Below this share of fixes that name what they fix, blame decides what was bad. */
const NAMED_SHARE = 0.1

/** Whether blame, and not only explicit links, says what was bad here. */
export const trustsBlame = (learner: Learner): boolean => learner.namedFixes < NAMED_SHARE * learner.fixes

/** Whether a kept change is known to be bad by now. */
export const isBad = (learner: Learner, number: number): boolean => {
  const at = rowOf(learner.record, number)
  return (
    (learner.record.linked[at] as number) >= 0 || (trustsBlame(learner) && (learner.record.blamed[at] as number) >= 0)
  )
}

/** Share of bad outcomes that are known by this age, as far as this repository's delays tell. */
export const knownShare = (delays: Float64Array, age: number): number => {
  if (age >= HORIZON) return 1
  let until = 0
  let all = 0
  const last = Math.floor(age / STEP)
  for (let step = 0; step < delays.length; step++) {
    all += delays[step] as number
    if (step < last) until += delays[step] as number
  }
  return (GUESS * (age / HORIZON) ** 0.4 + until) / (GUESS + all)
}

/** The same for every step of ten days at once. */
export const knownShares = (delays: Float64Array): Float32Array =>
  Float32Array.from({ length: delays.length + 1 }, (_, step) => knownShare(delays, step * STEP))

export const shareAt = (shares: Float32Array, age: number): number =>
  shares[Math.max(0, Math.min(shares.length - 1, Math.floor(age / STEP)))] as number

/** Counts the delay of a link that was just learned. */
export const countDelay = (learner: Learner, delay: number): void => {
  if (delay < 0 || delay > HORIZON) return
  const step = Math.min(learner.delays.length - 1, Math.floor(delay / STEP))
  learner.delays[step] = (learner.delays[step] as number) + 1
}

/** Counts a fix, and whether it names what it fixes. */
export const countFix = (learner: Learner, named: boolean, now: number): void => {
  learner.namedFixes = faded(learner.namedFixes, learner.fixesAt, now, HORIZON) + (named ? 1 : 0)
  learner.fixes = faded(learner.fixes, learner.fixesAt, now, HORIZON) + 1
  learner.fixesAt = Math.max(learner.fixesAt, now)
}
