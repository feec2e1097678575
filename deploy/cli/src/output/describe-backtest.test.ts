import { describe, expect, it } from '@jest/globals'
import { type Backtest, describeBacktest } from './describe-backtest.js'

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
})

describe('describeBacktest', () => {
  it('says how many of the last bad changes were among the riskiest, next to lines added', () => {
    expect(describeBacktest(backtest())).toEqual([
      'Of your last 9 bad changes, 7 were among the riskiest 10 %, 8 among the riskiest 20 %.',
      'By lines added alone it would have been 3 and 4.',
      'Area under the ROC curve on the last 500 outcomes, 60 of them bad: 0.810; lines added 0.700.',
      'The score beats lines added here, with 95 % confidence.',
    ])
  })

  it('says that there is no signal where the score does not beat lines added, or too little is known', () => {
    expect(describeBacktest(backtest({ signal: 'baseline' })).at(-1)).toMatch(/^No signal: .*lines added/)
    expect(describeBacktest(backtest({ signal: 'none', auc: null, baseline_auc: null }, { bad: 0 }))).toEqual([
      'None of the 700 judged changes is known to have been bad.',
      'No signal: too few outcomes are known to tell.',
    ])
  })
})
