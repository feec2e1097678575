import { describe, expect, it } from '@jest/globals'
import type { CiResultV1, GuardFinishedV1 } from '@heimgewebe/contracts'
import { PR, SHA, eventId, heard, levels } from '../../../test/given-events.js'
import { decideFailing } from './decide-failing.js'
import { type Failing, followRun } from './follow-run.js'
import { judgeRun } from './judge-run.js'
import { type Run, readCiRun, readGuardRun } from './read-run.js'
import { wishOfFailure } from './report-failure.js'

const ci = (more: Partial<CiResultV1> = {}, n = 1): Run | undefined =>
  readCiRun(
    heard(
      'ci.result.v1',
      `ci/acme/shop/${SHA}`,
      {
        repository: 'acme/shop',
        sha: SHA,
        pipeline: 'test',
        outcome: 'failure',
        finished_at: '2026-03-01T10:00:00Z',
        failures: [{ name: 'login', message: 'TypeError: token is undefined' }],
        ...more,
      },
      n,
    ),
  )
const guard = (more: Partial<GuardFinishedV1>): Run | undefined =>
  readGuardRun(
    heard('guard.finished.v1', PR, {
      repository: 'acme/shop',
      change: PR,
      request: eventId(9),
      guard: 'auth-tests',
      area: 'auth',
      sha: SHA,
      verdict: 'failed',
      reason: 'it failed',
      exit_code: 1,
      duration_seconds: 1,
      protection: [],
      ...more,
    }),
  )
const run = (what = 'ci/test', more: Partial<Run> = {}): Run => ({
  event: eventId(1),
  what,
  sha: SHA,
  failed: true,
  tests: [],
  more: 0,
  ...more,
})
const failing = (more: Partial<Failing> = {}): Failing => ({
  change: PR,
  repository: 'acme/shop',
  sha: SHA,
  runs: [run()],
  about: eventId(1),
  state: 'decided',
  streak: 1,
  ...more,
})
const nothing = { lessons: [], trunk: [] }

describe('reading a run', () => {
  it.each([
    ['failure', true],
    ['timed_out', true],
    ['startup_failure', true],
    ['success', false],
  ] as const)('takes %s for failed: %s', (outcome, failed) => {
    expect(ci({ outcome })?.failed).toBe(failed)
  })
  it.each(['cancelled', 'skipped', 'neutral', 'stale', 'action_required', 'unknown'] as const)(
    'says nothing of what ended as %s',
    (outcome) => expect(ci({ outcome })).toBeUndefined(),
  )
  it('says nothing of a guard that did not run', () => {
    expect([guard({ verdict: 'not_run' }), guard({ verdict: 'unknown' })]).toEqual([undefined, undefined])
  })
  it('keeps the first tests, their first lines, and counts the others', () => {
    const failures = Array.from({ length: 12 }, (_, n) => ({ name: `t${n}`, message: `${'line\n'.repeat(50)}end` }))
    const read = ci({ failures, tests: { passed: 0, failed: 40 } })
    expect([read?.tests.length, read?.more]).toEqual([5, 35])
    expect(read?.tests[0]?.output?.split('\n')).toHaveLength(8)
  })
})

describe('following runs', () => {
  it('waits for the other runs of a head once, and asks once', () => {
    const first = followRun(undefined, run(), PR, 'acme/shop')
    expect(first).toMatchObject({ due: true, failing: { state: 'gathering', streak: 0 } })
    const second = followRun(first.failing, run('ci/lint'), PR, 'acme/shop')
    expect(second.due).toBeUndefined()
    expect(second.failing?.runs.map(({ what }) => what)).toEqual(['ci/test', 'ci/lint'])
  })
  it('is over when everything that failed has passed, not before', () => {
    const known = failing({ runs: [run('ci/test'), run('ci/lint')] })
    const half = followRun(known, run('ci/lint', { failed: false }), PR, 'acme/shop')
    expect(half).toEqual({ failing: failing() })
    expect(followRun(half.failing, run('ci/test', { failed: false }), PR, 'acme/shop')).toMatchObject({
      recovered: true,
    })
  })
  it('keeps the row of failures over a newer head', () => {
    const next = followRun(failing({ streak: 2 }), run('ci/test', { sha: 'b'.repeat(40) }), PR, 'acme/shop')
    expect(next).toMatchObject({ failing: { streak: 2, state: 'gathering' }, over: { about: eventId(1) } })
  })
  it('looks again at an excused head when something else of it fails', () => {
    const next = followRun(failing({ state: 'excused' }), run('ci/lint', { event: eventId(2) }), PR, 'acme/shop')
    expect(next).toMatchObject({ due: true, failing: { about: eventId(2), state: 'gathering' } })
  })
})

describe('judging a run', () => {
  const tests = [{ name: 'a', fingerprint: 'e1-a' }]
  const flaky = { fingerprint: 'e1-a', kind: 'flaky' as const, statement: 'it wavers', event: eventId(5) }
  const trunk = { what: 'ci/test', event: eventId(6), failed: true, fingerprints: ['e1-a'] }

  it.each([
    ['new', 'nothing is known', run('ci/test', { tests }), nothing],
    ['flaky', 'all of it is known to waver', run('ci/test', { tests }), { ...nothing, lessons: [flaky] }],
    ['new', 'more failed than is named', run('ci/test', { tests, more: 1 }), { lessons: [flaky], trunk: [trunk] }],
    [
      'new',
      'it was only mended before',
      run('ci/test', { tests }),
      { ...nothing, lessons: [{ ...flaky, kind: 'fix' as const }] },
    ],
    ['before', 'the trunk fails alike', run('ci/test', { tests }), { ...nothing, trunk: [trunk] }],
    ['new', 'the trunk passes', run('ci/test', { tests }), { ...nothing, trunk: [{ ...trunk, failed: false }] }],
    [
      'new',
      'the trunk fails otherwise',
      run('ci/test', { tests }),
      { ...nothing, trunk: [{ ...trunk, fingerprints: ['e1-b'] }] },
    ],
    ['before', 'neither names an error', run(), { ...nothing, trunk: [{ ...trunk, fingerprints: [] }] }],
    ['before', 'the guard says so', run('guard/x', { fault: 'before' }), nothing],
  ])('says %s where %s', (judged, _why, one, known) => {
    expect(judgeRun(one, known).judged).toBe(judged)
  })
})

describe('deciding about a failing head', () => {
  const cause = heard('ci.result.v1', 'ci/x', {} as CiResultV1)
  const known = (level: 0 | 1 | 2 | 3, more: object = {}) => ({
    ...nothing,
    failing: failing({ state: 'gathering', streak: 0 }),
    cause,
    levels: levels(level),
    guides: [],
    areas: [],
    messagesLeft: 10,
    escalateAfter: 3,
    providers: ['web'],
    ...more,
  })
  const third = { failing: failing({ state: 'gathering', streak: 2 }) }
  const chosen = (level: 0 | 1 | 2 | 3, more: object = {}): unknown[] =>
    decideFailing(known(level, { ...third, ...more })).drafts.map(({ type, data }) =>
      type === 'decision.made.v1' ? (data as unknown as { chosen: string }).chosen : type,
    )

  it('counts the heads in a row, and wakes a person at the third alone', () => {
    expect(decideFailing(known(2)).failing.streak).toBe(1)
    expect(decideFailing(known(2)).drafts).toEqual([])
    expect(chosen(2)).toEqual(['escalate', 'escalation.raised.v1'])
    expect(chosen(2, { failing: failing({ state: 'gathering', streak: 3 }) })).toEqual([])
    expect(chosen(2, { escalateAfter: 0 })).toEqual([])
  })
  it('wakes nobody at level 0 and 1, nor beyond the messages of a day', () => {
    expect([chosen(0), chosen(1), chosen(2, { messagesLeft: 1 }), chosen(3, { messagesLeft: 0 })]).toEqual([
      ['nothing'],
      ['record-only'],
      ['record-only'],
      ['escalate', 'escalation.raised.v1'],
    ])
  })
  it('does not count a head of which nothing is the change’s', () => {
    const excused = decideFailing(
      known(2, { failing: failing({ streak: 1, runs: [run('guard/x', { fault: 'flaky' })] }) }),
    )
    expect([excused.failing.state, excused.failing.streak, excused.matter]).toEqual(['excused', 1, undefined])
  })
})

it('keeps the report of the worst failure within the bounds of an event', () => {
  const long = '\u{1F525}'.repeat(250)
  const tests = Array.from({ length: 5 }, (_, n) => ({
    name: long.slice(0, 300),
    output: long,
    fingerprint: `e1-${n}`,
  }))
  const runs = Array.from({ length: 20 }, (_, n) =>
    run(`ci/${n}`, { tests, url: 'https://x.example/'.padEnd(2000, 'y') }),
  )
  const judged = runs.map((one) => ({ run: one, judged: 'new' as const }))
  const lessons = tests.map(({ fingerprint }) => ({
    fingerprint,
    kind: 'fix' as const,
    statement: long,
    event: eventId(3),
  }))
  const wish = wishOfFailure(failing({ runs }), judged, { lessons, trunk: [] }, [])

  expect(wish.text.length).toBeLessThan(100_000)
  expect(Buffer.byteLength(JSON.stringify(wish))).toBeLessThan(262_144)
  expect(wish.failure?.runs.flatMap((one) => one.tests)).toHaveLength(25)
  expect(wish.failure?.runs[19]?.more).toBe(5)
})
