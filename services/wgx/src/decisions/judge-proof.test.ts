import { describe, expect, it } from '@jest/globals'
import { complete, newId, type TrialFinishedV1, violationOf } from '@heimgewebe/contracts'
import { judgeProof, type Trial } from './judge-proof.js'

const trial = (what: TrialFinishedV1['what'], outcome: TrialFinishedV1['outcome'], attempt = 1): Trial => ({
  event: newId(),
  data: {
    repository: 'acme/shop',
    incident: 'incident/7',
    request: newId(),
    suspect: 'a'.repeat(40),
    what,
    attempt,
    outcome,
    reason: `exited`,
    duration_seconds: 1,
  },
})

const judge = (...trials: [Trial, ...Trial[]]) => {
  const proof = judgeProof(trials)
  expect(violationOf(complete(proof, 'heimgewebe/wgx', new Date(0)))).toBeUndefined()
  return `${proof.data.verdict}: ${proof.data.reason}`
}

describe('judgeProof', () => {
  it('takes for proved only what fails on the change and passes on both sides of it, each time', () => {
    expect(judge(trial('change', 'failed'), trial('parent', 'passed'), trial('reverted', 'passed'))).toMatch(/^proved/)
  })

  it.each<[RegExp, [Trial, ...Trial[]]]>([
    [/the trouble is older/, [trial('change', 'failed'), trial('parent', 'failed'), trial('reverted', 'passed')]],
    [/something else keeps/, [trial('change', 'failed'), trial('parent', 'passed'), trial('reverted', 'failed')]],
    [/does not show the trouble/, [trial('change', 'passed'), trial('parent', 'passed'), trial('reverted', 'passed')]],
    [
      /of 2 runs on the change, 1 failed/,
      [trial('change', 'failed'), trial('change', 'passed', 2), trial('parent', 'passed'), trial('reverted', 'passed')],
    ],
    [/could not be told with the change taken back/, [trial('change', 'failed'), trial('reverted', 'not_run')]],
    [/it was not run on the commit before it/, [trial('change', 'failed'), trial('reverted', 'passed')]],
  ])('names what stands against it: %s', (reason, trials) => {
    expect(judge(...trials)).toMatch(/^not_proved/)
    expect(judge(...trials)).toMatch(reason)
  })
})
