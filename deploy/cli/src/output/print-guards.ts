import { formatDuration, table } from './format.js'
import { harmless, type Terminal } from './terminal.js'

/** What a guard is worth, as wgx counts it. */
export interface GuardWorth {
  readonly repository: string
  readonly guard: string
  readonly runs: number
  readonly seconds: number
  readonly caught: number
  readonly missed_passed: number
  readonly missed_left_out: number
  readonly flaky: number
  readonly before: number
  readonly unclear: number
  readonly sampled: number
  readonly sampled_caught: number
  readonly worth: 'pays' | 'unclear' | 'does_not_pay'
  readonly reason: string
}

/** A test that failed and then passed on the same files. */
export interface FlakyTest {
  readonly repository: string
  readonly guard: string
  /** Empty where the guard's report names none. */
  readonly test: string
  readonly failed: number
  readonly flipped: number
}

const HEAD = ['guard', 'caught', 'missed', 'noise', 'runs', 'time', 'a catch', '']

/** Prints a row a guard, and below what speaks against those that do not pay and what the sample shows of the choice. */
export const printWorth = (terminal: Terminal, guards: readonly GuardWorth[]): void => {
  if (guards.length === 0) {
    terminal.print(
      'no guard ran so far; guards stand in .heimgewebe.yaml of the default branch: "heimgewebe init" suggests one',
    )
    return
  }
  const rows = guards.map((one) => [
    harmless(`${one.repository} ${one.guard}`),
    String(one.caught),
    String(one.missed_passed + one.missed_left_out),
    String(one.flaky + one.unclear),
    String(one.runs),
    formatDuration(one.seconds * 1000),
    one.caught === 0 ? '–' : formatDuration((one.seconds * 1000) / one.caught),
    one.worth.replaceAll('_', ' '),
  ])
  for (const line of table([HEAD, ...rows], [1, 2, 3, 4, 5, 6])) terminal.print(line)
  for (const { guard, worth, reason } of guards)
    if (worth === 'does_not_pay') terminal.print(`${harmless(guard)}: ${harmless(reason)}`)
  const drawn = guards.reduce((sum, { sampled }) => sum + sampled, 0)
  const found = guards.reduce((sum, { sampled_caught }) => sum + sampled_caught, 0)
  if (drawn > 0) terminal.print(`of ${drawn} runs drawn by lot from what was left out, ${found} found a fault`)
}

/** Prints a row a test, the one that flipped most first. */
export const printFlaky = (terminal: Terminal, tests: readonly FlakyTest[]): void => {
  if (tests.length === 0) terminal.print('no test has failed and then passed on the same files')
  for (const { repository, guard, test, failed, flipped } of tests)
    terminal.print(
      harmless(`${repository} ${guard}: ${test || '(no test named)'} failed ${failed} times, ${flipped} of them flaky`),
    )
}
