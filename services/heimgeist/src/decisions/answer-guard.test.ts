import { describe, expect, it } from '@jest/globals'
import { type EventData, type MeshEvent, violationOfData } from '@heimgewebe/contracts'
import { specify } from '@heimgewebe/testing'
import { type GuardKnown, answerGuard } from './answer-guard.js'
import { PR, SHA, eventId, heard, levels } from '../../test/given-events.js'
import type { Level } from './permit-act.js'

const finished = (data: Partial<EventData['guard.finished.v1']> = {}): MeshEvent<'guard.finished.v1'> =>
  heard('guard.finished.v1', `guard/${eventId(20)}`, {
    repository: 'acme/shop',
    change: PR,
    request: eventId(20),
    guard: 'auth-tests',
    area: 'auth',
    sha: SHA,
    verdict: 'failed',
    reason: '2 of 12 tests failed',
    duration_seconds: 3.2,
    failures: [{ name: 'login refuses an expired token' }, { name: 'logout ends the session' }],
    protection: ['bubblewrap'],
    ...data,
  })

const { given } = specify(answerGuard)
const answer = (data: Partial<EventData['guard.finished.v1']> = {}, known: Partial<GuardKnown> = {}) => {
  const usual = { levels: levels(2), asked: false, decision: eventId(21), messagesLeft: 10 }
  const [draft, ...others] = given({ ...usual, ...known }).when(finished(data))
  expect(others).toEqual([])
  return draft?.data as EventData['decision.made.v1']
}

describe('answerGuard', () => {
  it('warns about a failed guard, naming the fault, with the run and the decision behind it as evidence', () => {
    expect(answer()).toMatchObject({
      change: PR,
      about: eventId(1),
      act: 'say',
      chosen: 'warn',
      level: 2,
      areas: ['auth'],
      reasons: [
        {
          text: 'guard auth-tests failed: login refuses an expired token and 1 more',
          events: [eventId(1), eventId(20)],
        },
        { text: 'the run was requested because of this decision', events: [eventId(21)] },
      ],
    })
  })

  it.each([
    ['passed', 'record-only'],
    ['failed', 'warn'],
    ['timed_out', 'warn'],
    ['out_of_memory', 'warn'],
    ['not_run', 'record-only'],
    ['unknown', 'record-only'],
  ] as const)('answers a guard that ended as %s with %s', (result, chosen) => {
    expect(answer({ verdict: result }).chosen).toBe(chosen)
  })

  it.each<[Level, boolean, number, string]>([
    [0, false, 10, 'nothing'],
    [0, true, 10, 'warn'],
    [1, false, 10, 'record-only'],
    [1, true, 0, 'warn'],
    [2, false, 10, 'warn'],
    [2, false, 0, 'record-only'],
    [2, true, 0, 'warn'],
    [3, false, 0, 'warn'],
  ])('at level %i, asked %s and with %i messages left, chooses %s', (level, asked, messagesLeft, chosen) => {
    expect(answer({}, { levels: levels(level), asked, messagesLeft }).chosen).toBe(chosen)
  })

  it('names the reason where no test is named, and the area where no guard was found', () => {
    expect(answer({ failures: [], reason: 'exit code 2' }).reasons[0]?.text).toBe(
      'guard auth-tests failed: exit code 2',
    )
    expect(answer({ guard: '', verdict: 'not_run', reason: 'there is no guard for auth' }).reasons[0]?.text).toBe(
      'the guard of auth did not run: there is no guard for auth',
    )
  })

  it('keeps the contract with the longest texts', () => {
    const longest = answer({ guard: 'g'.repeat(300), failures: [{ name: '\u{1F600}'.repeat(250) }] })

    expect(violationOfData('decision.made.v1', longest)).toBeUndefined()
  })
})
