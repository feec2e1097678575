import { describe, expect, it } from '@jest/globals'
import { signalOf } from './assess-change.js'
import { type Judgement, newJudgement } from './judgement.js'
import { learnLink, mature } from './models/learn-links.js'
import { addRecord } from './models/record-rows.js'
import { compare } from './models/score-change.js'
import { DAY } from './past/past.js'

/** Changes of which every fifth turned out bad. Lines added tell nothing of it; the score says it backwards at first, and right from `right` on. */
const judged = (count: number, right: number): Judgement => {
  const judgement = newJudgement()
  const { learner } = judgement
  const words = new Uint32Array(0)
  for (let n = 0; n < count; n++) {
    const bad = n % 5 === 0
    const score = (bad === n >= right ? 1 : 0) + (n % 7) / 10
    addRecord(learner.record, {
      measures: new Float32Array(learner.record.width),
      words,
      time: n,
      score,
      baseline: n % 3,
    })
    if (bad) learnLink(learner, n, n, true)
  }
  learner.bad = count / 5
  mature(learner, 1000 * DAY)
  return judgement
}

describe('signalOf', () => {
  it('holds against the score only what learned models said', () => {
    const judgement = judged(400, 200)
    const { learner } = judgement
    learner.taught = 0
    compare(learner)
    expect([learner.comparison.n, signalOf(judgement)]).toEqual([400, 'baseline'])

    learner.taught = 200
    compare(learner)
    expect([learner.comparison.n, signalOf(judgement)]).toEqual([200, 'learned'])
  })

  it('is that of lines added while too few outcomes of learned scores are known, and none while few outcomes are', () => {
    const judgement = judged(400, 0)
    compare(judgement.learner)
    expect(signalOf(judgement)).toBe('baseline')
    judgement.learner.taught = 310
    compare(judgement.learner)
    expect([judgement.learner.comparison.bad, signalOf(judgement)]).toEqual([18, 'baseline'])

    const young = judged(95, 0)
    young.learner.taught = 0
    compare(young.learner)
    expect(signalOf(young)).toBe('none')
  })
})
