import { describe, expect, it } from '@jest/globals'
import { type GuardWorth, printFlaky, printWorth } from './print-guards.js'
import type { Terminal } from './terminal.js'

const printed = (print: (terminal: Terminal) => void): string[] => {
  const lines: string[] = []
  print({ print: (text: string) => lines.push(text) } as unknown as Terminal)
  return lines
}

const worth = (guard: string, more: Partial<GuardWorth>): GuardWorth => ({
  repository: 'acme/shop',
  guard,
  runs: 60,
  seconds: 120,
  caught: 0,
  missed_passed: 0,
  missed_left_out: 0,
  flaky: 0,
  before: 0,
  unclear: 0,
  sampled: 0,
  sampled_caught: 0,
  worth: 'unclear',
  reason: 'too few runs to tell',
  ...more,
})

describe('printWorth', () => {
  it('shows counts, what a catch cost, why a guard does not pay, and what the sample found', () => {
    const lines = printed((terminal) =>
      printWorth(terminal, [
        worth('auth', {
          caught: 4,
          missed_passed: 1,
          missed_left_out: 1,
          worth: 'pays',
          sampled: 9,
          sampled_caught: 1,
        }),
        worth('lint', { flaky: 5, worth: 'does_not_pay', reason: '0 faults caught, and 5 false alarms' }),
      ]),
    )

    expect(lines).toEqual(
      [
        'guard           caught  missed  noise  runs         time  a catch',
        'acme/shop auth       4       2      0    60  2 min 0 s   30.0 s  pays',
        'acme/shop lint       0       0      5    60  2 min 0 s        –  does not pay',
        'lint: 0 faults caught, and 5 false alarms',
        'of 9 runs drawn by lot from what was left out, 1 found a fault',
      ].map((line) => expect.stringMatching(new RegExp(`^${line.replace(/[()]/g, '.').replace(/ +/g, ' +')}$`))),
    )
  })

  it('says what is missing where there is nothing', () => {
    expect(printed((terminal) => printWorth(terminal, []))[0]).toContain('no guard ran so far')
    expect(printed((terminal) => printFlaky(terminal, []))).toHaveLength(1)
  })
})
