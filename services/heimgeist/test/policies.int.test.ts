import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type EventData, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { eventId, verdict } from './given-events.js'

const SHOP = 'acme/shop'
let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start()
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const TIME = '2026-03-01T10:00:00Z'
/** A change that nothing speaks against: low risk, no signal. */
const judged = (number: number, areas = ['auth']): Draft => {
  const change = `pr/${SHOP}/${number}`
  const data = verdict({
    change,
    sha: String(number).repeat(40),
    areas,
    level: 'low',
    signal: 'none',
    reasons: [],
  }).data
  return draft('risk.assessed.v1', { subject: change, time: TIME, data })
}
const rule = { repository: SHOP, rule: 'auth-policy', kind: 'policy', version: 1 } as const
const enacted = (more: Partial<EventData['rule.enacted.v1']> = {}): Draft =>
  draft('rule.enacted.v1', {
    subject: `rule/${SHOP}/auth-policy`,
    data: {
      ...rule,
      content_sha256: '0'.repeat(64),
      proposal: eventId(1),
      by: 'person/ada',
      name: 'Auth-Changes-Policy',
      areas: ['auth'],
      policy: { raise_to: 'medium', guards: ['auth-tests'], warn: '3 of 4 changes of auth ended badly' },
      ...more,
    },
  })
const retired = draft('rule.retired.v1', {
  subject: `rule/${SHOP}/auth-policy`,
  data: { ...rule, reason: 'it does not pay', events: [], by: 'service/heimlern' },
})

/** What was decided about one change. */
const decided = async (number: number) => {
  await mesh.settled()
  const all = (await mesh.events('decision.made.v1')).filter(({ data }) => data.change === `pr/${SHOP}/${number}`)
  return all.map(({ data }) => ({ chosen: data.chosen, reason: data.reasons[0] }))
}

describe('a learned policy', () => {
  it('changes what is decided from the event on that enacts it to the one that retires it, over a restart', async () => {
    await mesh.append(judged(1))
    const [inForce] = await mesh.append(enacted())
    await mesh.append(judged(2), judged(3, ['web']))
    await mesh.settled()
    await service.restart()
    await mesh.append(judged(4))
    await mesh.settled()
    await mesh.append(retired, judged(5))

    const reason = {
      text: 'policy Auth-Changes-Policy, version 1, is in force for auth: 3 of 4 changes of auth ended badly',
      events: [inForce!.id, expect.any(String)],
    }
    expect(await decided(1)).toEqual([])
    for (const number of [2, 4])
      expect(await decided(number)).toEqual([
        { chosen: 'request-guard', reason },
        { chosen: 'warn', reason },
      ])
    expect(await decided(3)).toEqual([])
    expect(await decided(5)).toEqual([])
    const guarded = (await mesh.events('guard.requested.v1')).map(({ data }) => `${data.change} ${data.areas?.join()}`)
    expect(guarded).toEqual([`pr/${SHOP}/2 auth`, `pr/${SHOP}/4 auth`])
  })

  it('is no other kind of rule, and says something', async () => {
    await mesh.append(enacted({ rule: 'other', kind: 'runbook' }), enacted({ rule: 'empty', areas: [] }), judged(6))

    // A runbook is recommended, and nothing else follows from it.
    const text = 'runbook Auth-Changes-Policy (see Learned) is in force for auth. This change touches auth.'
    expect(await decided(6)).toMatchObject([{ chosen: 'warn', reason: { text } }])
  })
})
