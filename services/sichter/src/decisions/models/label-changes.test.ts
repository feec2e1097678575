import { describe, expect, it } from '@jest/globals'
import { DAY } from '../past/past.js'
import { columnsInForce, countFix, knownShare, trustsBlame } from './label-changes.js'
import { type Learner, newLearner } from './learner.js'
import { learnLink } from './learn-links.js'
import { addRecord } from './record-rows.js'
import { stepLinear } from './linear.js'
import { calibrate, probabilityOf } from './score-change.js'

const ROW = { measures: new Float32Array(1), words: new Uint32Array(0), baseline: 0 }

/** Changes a day apart with this score, from a day on; every `badEvery`-th was bad by links, every second one by blame. */
const judge = (learner: Learner, { from = 0, count = 0, score = 0, badEvery = 4 }): void => {
  for (let n = 0; n < count; n++) {
    const number = learner.record.count
    addRecord(learner.record, { ...ROW, time: (from + n) * DAY, score })
    if (n % 2 === 0) learnLink(learner, number, (from + n + 200) * DAY, false)
    if (n % badEvery === 0) learnLink(learner, number, (from + n + 5) * DAY, true)
  }
  learner.record.matured = learner.record.count
}

const fixes = (learner: Learner, named: boolean, count: number): void => {
  for (let n = 0; n < count; n++) countFix(learner, named, 0)
}

describe('what counts as bad', () => {
  it('is what blame says until a tenth of the fixes name their cause, and again below half of that', () => {
    const learner = newLearner(1)
    fixes(learner, false, 90)
    expect(trustsBlame(learner)).toBe(true)
    fixes(learner, true, 9)
    expect(trustsBlame(learner)).toBe(true)
    fixes(learner, true, 2)
    expect(trustsBlame(learner)).toBe(false)
    fixes(learner, false, 90)
    expect(trustsBlame(learner)).toBe(false)
    fixes(learner, false, 60)
    expect(trustsBlame(learner)).toBe(true)
  })

  it('takes with it what was learned of its delays, its words and the level of the scores', () => {
    const learner = newLearner(1)
    fixes(learner, false, 90)
    judge(learner, { count: 2000, score: 3 })
    calibrate(learner, 4000 * DAY)
    const step = {
      columns: new Int32Array(1),
      bins: new Uint8Array(1),
      offset: 0,
      words: new Uint32Array(1),
      bad: true,
      known: 1,
      weight: 1,
    }
    stepLinear(learner.linear, step)
    expect(learner.linear.words[0]).not.toBe(0)
    expect(knownShare(learner.delays, 150 * DAY)).toBeLessThan(0.5)
    expect(probabilityOf(learner, 3)).toBeLessThan(0.9)

    fixes(learner, true, 12)

    expect(knownShare(learner.delays, 150 * DAY)).toBeGreaterThan(0.9)
    expect(probabilityOf(learner, 3)).toBeGreaterThan(0.95)
    expect(learner.linear.words[0]).toBe(0)
    expect(learner.linear.bias).toBe(newLearner(1).linear.bias)
  })

  it('puts the measures of named bugs in place of those that count blame, and back', () => {
    const learner = newLearner(5, [1, 2])
    fixes(learner, false, 90)
    expect([...columnsInForce(learner)]).toEqual([0, 1, 2])
    fixes(learner, true, 12)
    expect([...columnsInForce(learner)]).toEqual([0, 3, 4])
    fixes(learner, false, 200)
    expect([...columnsInForce(learner)]).toEqual([0, 1, 2])
  })

  it('leaves the scores from before out when the level is set right', () => {
    const learner = newLearner(1)
    fixes(learner, false, 90)
    judge(learner, { count: 4000, score: -1, badEvery: 1 })
    fixes(learner, true, 12)
    judge(learner, { from: 4000, count: 800, score: -1 })
    calibrate(learner, 7000 * DAY)
    const mixed = newLearner(1)
    judge(mixed, { count: 4000, score: -1, badEvery: 1 })
    judge(mixed, { from: 4000, count: 800, score: -1 })
    calibrate(mixed, 7000 * DAY)

    expect(probabilityOf(learner, -1)).toBeCloseTo(0.25, 1)
    expect(probabilityOf(mixed, -1)).toBeGreaterThan(probabilityOf(learner, -1) + 0.05)
  })
})
