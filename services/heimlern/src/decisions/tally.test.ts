import { describe, expect, it } from '@jest/globals'
import { EMPTY, type Tally, asTold, isBad, isWorthTelling, withChange, withOutcome } from './tally.js'

const tally = (changes: number, bad: number, told: Tally['told']): Tally => ({ ...EMPTY, changes, bad, told })

describe('isWorthTelling', () => {
  it.each([
    ['the first bad change', 3, 1, 0, 0, true],
    ['the second', 3, 2, 3, 1, true],
    ['nine after eight told', 50, 9, 50, 8, false],
    ['ten after eight told: a quarter more', 50, 10, 50, 8, true],
    ['nine changes, none bad', 9, 0, 0, 0, false],
    ['ten changes', 10, 0, 0, 0, true],
    ['nineteen after ten told', 19, 0, 10, 0, false],
    ['twice the changes', 20, 0, 10, 0, true],
  ])('says of %s', (_what, changes, bad, toldChanges, toldBad, worth) => {
    expect(isWorthTelling(tally(changes, bad, { changes: toldChanges, bad: toldBad }))).toBe(worth)
  })

  it('tells a scope of 20,000 changes, 2,000 of them bad, some forty times', () => {
    let told = 0
    let now = EMPTY
    for (let n = 1; n <= 20_000; n++) {
      now = withChange(now)
      if (n % 10 === 0) now = withOutcome(now, 'fixed', 'id', true)
      if (!isWorthTelling(now)) continue
      told++
      now = asTold(now)
    }

    expect(told).toBeGreaterThan(20)
    expect(told).toBeLessThan(60)
    expect(now.bad - now.told.bad).toBeLessThanOrEqual(now.told.bad / 4)
  })
})

describe('withOutcome', () => {
  it('keeps the ten latest events, newest first', () => {
    const many = Array.from({ length: 12 }, (_, n) => `e${n}`).reduce(
      (sum, id) => withOutcome(sum, 'ci_failed', id, false),
      EMPTY,
    )

    expect(many.latest).toEqual(['e11', 'e10', 'e9', 'e8', 'e7', 'e6', 'e5', 'e4', 'e3', 'e2'])
    expect(many.kinds.ci_failed).toBe(12)
    expect(many.bad).toBe(0)
  })

  it('holds every outcome for bad but a guard that passed', () => {
    const kinds = ['fixed', 'reverted', 'guard_failed', 'guard_passed', 'ci_failed', 'incident'] as const

    expect(kinds.filter((kind) => !isBad(kind))).toEqual(['guard_passed'])
  })
})
