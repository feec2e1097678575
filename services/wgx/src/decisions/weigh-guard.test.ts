import { describe, expect, it } from '@jest/globals'
import { complete, newId, violationOf } from '@heimgewebe/contracts'
import { type GuardCount, proposeRetirement, weighGuard } from './weigh-guard.js'

const count = (more: Partial<GuardCount>): GuardCount => ({
  repository: 'acme/shop',
  guard: 'lint',
  runs: 60,
  seconds: 600,
  caught: 0,
  missed_passed: 0,
  missed_left_out: 0,
  flaky: 0,
  before: 0,
  unclear: 0,
  sampled: 0,
  sampled_caught: 0,
  ...more,
})

describe('weighGuard', () => {
  it.each<[string, Partial<GuardCount>, string]>([
    ['catches faults pays', { caught: 2 }, 'pays: 2 faults caught in 60 runs of together 600 s'],
    ['caught one soon pays before it ran often', { runs: 1, caught: 1 }, 'pays: 1 faults caught'],
    ['ran seldom is left alone', { runs: 3 }, 'unclear: too few runs to tell: 3 of 50'],
    ['caught nothing in many runs does not pay', {}, 'does_not_pay: no fault of a change caught in 60 runs'],
    ['cries wolf does not pay', { caught: 1, flaky: 3 }, 'does_not_pay: 1 faults caught, and 3 false alarms'],
    ['cries wolf seldom pays', { caught: 2, flaky: 3 }, 'pays'],
  ])('says that a guard that %s', (_, more, words) => {
    const { worth, reason } = weighGuard(count(more), 50)

    expect(`${worth}: ${reason}`).toContain(words)
  })

  it('proposes in words that a person can check', () => {
    const proposal = proposeRetirement(count({}), weighGuard(count({}), 50), [newId()])

    expect(violationOf(complete(proposal, 'heimgewebe/wgx', new Date(0)))).toBeUndefined()
    expect(proposal.data.statement).toContain('guard lint does not pay: no fault of a change caught in 60 runs')
  })
})
