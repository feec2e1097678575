import { describe, expect, it } from '@jest/globals'
import { findFault, type FurtherRun, rerunsFor, type SecondLook } from './find-fault.js'
import type { Judgement } from './judge-run.js'

const failing = (...names: string[]): Judgement => ({
  verdict: 'failed',
  reason: `${names.length || 1} of 5 tests failed`,
  exit_code: 1,
  duration_seconds: 2,
  ...(names.length > 0
    ? {
        tests: { passed: 5 - names.length, failed: names.length, skipped: 0 },
        failures: names.map((name) => ({ name })),
      }
    : {}),
  output_tail: '',
})
const passing: Judgement = {
  verdict: 'passed',
  reason: '5 tests passed',
  exit_code: 0,
  duration_seconds: 2,
  output_tail: '',
}
const lost: Judgement = { ...passing, verdict: 'unknown', reason: 'wgx was stopped' }
const run = (judgement: Judgement): FurtherRun => ({ judgement, sha: 'a'.repeat(40) })

const look = (more: Partial<SecondLook>): SecondLook => ({
  reruns: [run(failing('a'))],
  before: run(passing),
  history: { failed: 0, flipped: 0 },
  elsewhere: 0,
  ...more,
})

describe('findFault', () => {
  it('blames the change for what fails again alone and passes without it', () => {
    const { verdict, fault, signals } = findFault(failing('a'), look({}))

    expect({ verdict, fault }).toEqual({ verdict: 'failed', fault: 'change' })
    expect(signals?.map(({ kind, speaks }) => `${kind} ${speaks}`)).toEqual([
      'rerun against',
      'before against',
      'history neither',
    ])
  })

  it('calls flaky what passes when run again, and lets the change pass', () => {
    expect(findFault(failing('a'), look({ reruns: [run(passing)] }))).toMatchObject({
      verdict: 'passed',
      fault: 'flaky',
      flaky: ['a'],
      reason: 'flaky: 1 of 5 tests failed, and passed when run again alone',
    })
  })

  it('tells flaky tests, those that failed before and new failures apart in one run', () => {
    const reruns = [run(failing('known', 'new'))]
    const found = findFault(failing('flaky', 'known', 'new'), look({ reruns, before: run(failing('known')) }))

    expect(found).toMatchObject({ verdict: 'failed', fault: 'change', flaky: ['flaky'], known: ['known'] })
  })

  it('lets a change pass where only tests fail that fail without it, and not where one more does', () => {
    const before = run(failing('old'))

    expect(findFault(failing('old'), look({ reruns: [run(failing('old'))], before }))).toMatchObject({
      verdict: 'passed',
      fault: 'before',
      known: ['old'],
    })
    expect(findFault(failing('old', 'new'), look({ reruns: [run(failing('old', 'new'))], before }))).toMatchObject({
      verdict: 'failed',
      fault: 'change',
    })
  })

  it('clears nobody where more tests failed than are named', () => {
    const many = { ...failing('old'), tests: { passed: 1, failed: 40, skipped: 0 } }

    expect(findFault(many, look({ reruns: [run(many)], before: run(failing('old')) }))).toMatchObject({
      verdict: 'failed',
    })
  })

  it.each<[string, Partial<SecondLook>]>([
    ['only one signal is there', { before: undefined }],
    ['the second run was cut off', { reruns: [run(lost)] }],
    ['nothing could be run again', { reruns: [], before: undefined }],
    ['the same fails for other changes', { elsewhere: 2 }],
    ['the test often fails for no reason and was run again once', { history: { failed: 4, flipped: 3 } }],
  ])('blames nobody where %s', (_, more) => {
    expect(findFault(failing('a'), look(more))).toMatchObject({ verdict: 'failed', fault: 'unclear' })
  })

  it('cannot tell old from new where no test is named', () => {
    const found = findFault(failing(), look({ reruns: [run(failing())], before: run(failing()) }))

    expect(found).toMatchObject({ verdict: 'failed', fault: 'unclear' })
    expect(found.reason).toContain('fails without the change too, and names no test')
  })

  it('asks a test with a flaky past three times, and then believes it', () => {
    const history = { failed: 4, flipped: 3 }
    const reruns = Array.from({ length: rerunsFor(history, 1) }, () => run(failing('a')))

    expect(reruns).toHaveLength(3)
    expect(findFault(failing('a'), look({ history, reruns }))).toMatchObject({ fault: 'change' })
  })

  it('takes failures that stood the test so far for a signal of their own', () => {
    expect(findFault(failing('a'), look({ before: undefined, history: { failed: 5, flipped: 0 } }))).toMatchObject({
      fault: 'change',
    })
  })
})
