import { lineOf } from './fit-line.js'
import { type Learner, LEVEL_LINE } from './learner.js'
import { newLinear } from './linear.js'
import { DAY, faded } from '../past/past.js'
import { HORIZON, oldestOf, rowOf } from './record-rows.js'

const STEP = 10 * DAY
/** How many links the first guess of their delays is worth. */
const GUESS = 10
/** From this share of fixes that name what they fix, links alone decide what was bad; below half of it, blame does again. */
const NAMED_SHARE = 0.1
/** Links after which a delay counts half. */
const FORGET_DELAYS = 200
const DELAY_KEPT = 2 ** (-1 / FORGET_DELAYS)

/** Whether blame, and not only explicit links, says what was bad here. */
export const trustsBlame = (learner: Learner): boolean => learner.byBlame

/** The measures that go with today's meaning of bad: of two twins one. */
export const columnsInForce = (learner: Learner): Int32Array => {
  const { record, twins } = learner
  const columns = Int32Array.from({ length: record.width - twins.length }, (_, column) => column)
  if (trustsBlame(learner)) return columns
  for (const [at, column] of twins.entries()) columns[column] = columns.length + at
  return columns
}

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
  for (let at = 0; at < learner.delays.length; at++) learner.delays[at] = (learner.delays[at] as number) * DELAY_KEPT
  const step = Math.min(learner.delays.length - 1, Math.floor(delay / STEP))
  learner.delays[step] = (learner.delays[step] as number) + 1
}

/** Counts a fix, and whether it names what it fixes. */
export const countFix = (learner: Learner, named: boolean, now: number): void => {
  learner.namedFixes = faded(learner.namedFixes, learner.fixesAt, now, HORIZON) + (named ? 1 : 0)
  learner.fixes = faded(learner.fixes, learner.fixesAt, now, HORIZON) + 1
  learner.fixesAt = Math.max(learner.fixesAt, now)
  const least = learner.byBlame ? NAMED_SHARE : NAMED_SHARE / 2
  const byBlame = learner.namedFixes < least * learner.fixes
  if (byBlame !== learner.byBlame) turnLabels(learner, byBlame)
}

/**
 * What counts as bad has another meaning from here on: forgotten is what would go on to speak of the old one. Trees are
 * replaced within four lessons anyway, and until then are better than none.
 */
const turnLabels = (learner: Learner, byBlame: boolean): void => {
  const { record } = learner
  learner.byBlame = byBlame
  learner.since = record.count
  learner.level = lineOf(LEVEL_LINE)
  learner.linear = newLinear(record.width)
  learner.delays.fill(0)
  const column = byBlame ? record.blamed : record.linked
  const known: { delay: number; at: number }[] = []
  for (let number = oldestOf(record); number < record.count; number++) {
    const row = rowOf(record, number)
    const delay = column[row] as number
    if (delay >= 0) known.push({ delay, at: (record.time[row] as number) + delay })
  }
  for (const { delay } of known.sort((a, b) => a.at - b.at)) countDelay(learner, delay)
}
