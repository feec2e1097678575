import { describe, expect, it } from '@jest/globals'
import { type Backtest, describeBacktest } from './describe-backtest.js'
import { describeCalibration, type Reliability } from './describe-calibration.js'

const reliability = (more: Partial<Reliability> = {}): Reliability => ({
  ripe: 230,
  least: 20,
  waiting: null,
  bins: [
    { from: 0.1003, to: 0.1998, changes: 210, observed: 0.14 },
    { from: 0.51, to: 0.513, changes: 20, observed: 0.55 },
  ],
  calibration_error: 0.0132,
  ...more,
})

const backtest = (soFar: Partial<Backtest['so_far']> = {}, capture: Partial<Backtest['capture']> = {}): Backtest => ({
  so_far: {
    judged: 700,
    outcomes: 500,
    bad: 60,
    auc: 0.81,
    baseline_auc: 0.7,
    signal: 'learned',
    trusts_blame: false,
    ...soFar,
  },
  capture: { bad: 9, top10: 7, top20: 8, baseline_top10: 3, baseline_top20: 4, ...capture },
  reliability: reliability(),
})

describe('describeBacktest', () => {
  it('says how many of the last bad changes were among the riskiest, next to lines added', () => {
    expect(describeBacktest(backtest())).toEqual([
      'Of your last 9 bad changes, 7 were among the riskiest 10 %, 8 among the riskiest 20 %.',
      'By lines added alone it would have been 3 and 4.',
      'Area under the ROC curve on the last 500 outcomes, 60 of them bad: 0.810; lines added 0.700.',
      'The score beats lines added here, with 95 % confidence.',
      'Where it said 10–20 %, 14 % of 210 turned out bad within two years; where it said 51 %, 55 % of 20; on average it was 1.3 points off.',
    ])
  })

  it('says that there is no signal where the score does not beat lines added, or too little is known', () => {
    expect(describeBacktest(backtest({ signal: 'baseline' })).at(-2)).toMatch(/^No signal: .*lines added/)
    expect(describeBacktest(backtest({ signal: 'none', auc: null, baseline_auc: null }, { bad: 0 }))).toEqual([
      'None of the 700 judged changes is known to have been bad.',
      'No signal: too few outcomes are known to tell.',
      expect.any(String),
    ])
  })
})

describe('describeCalibration', () => {
  it('names the bin with most changes, and the highest of enough of them', () => {
    const bins = [
      { from: 0.001, to: 0.0996, changes: 300, observed: 0.052 },
      { from: 0.21, to: 0.29, changes: 25, observed: 0.2 },
      { from: 0.9, to: 0.9, changes: 19, observed: 1 },
    ]
    expect(describeCalibration(reliability({ bins }))).toBe(
      'Where it said 0–10 %, 5 % of 300 turned out bad within two years; where it said 21–29 %, 20 % of 25; on average it was 1.3 points off.',
    )
    expect(describeCalibration(reliability({ bins: bins.slice(0, 1) }))).toBe(
      'Where it said 0–10 %, 5 % of 300 turned out bad within two years; on average it was 1.3 points off.',
    )
  })

  it('says what is missing where nothing can be said', () => {
    const waiting = { changes: 500, first_ripe_at: '2026-03-01T10:00:00.000Z' }
    const none = { bins: [], calibration_error: null, waiting }
    expect(describeCalibration(reliability({ ...none, ripe: 0, waiting: { changes: 0, first_ripe_at: null } }))).toBe(
      'No probability was given yet: too few bad changes are older than 90 days.',
    )
    expect(describeCalibration(reliability({ ...none, ripe: 0 }))).toBe(
      'No probability can be checked yet: the first of 500 changes with one is two years old on 2026-03-01.',
    )
    expect(describeCalibration(reliability({ ...none, ripe: 7 }))).toBe(
      'No probability can be checked yet: 7 of 500 changes with one are two years old, and it takes 20.',
    )
  })
})
