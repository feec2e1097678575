import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { makeHistory } from '../bench/learning/history.js'
import { configured, guarded, judged, opened } from '../bench/learning/replay.js'
import { moduleOf } from './all-services.js'

let mesh: TestMesh

beforeAll(async () => {
  mesh = await TestMesh.start()
  for (const service of ['heimlern', 'heimgeist']) {
    await mesh.boot(await moduleOf(service))
  }
})
afterAll(() => mesh.stop())

const [plan] = makeHistory(1, 1)
/** A change of one area that the judge thinks nothing of; `fails`: its guard, where one runs, sees a fault. */
const change = (number: number, area: 'auth' | 'web', fails = false) => {
  const fault = { name: 'old tokens', area, says: (n: number) => `Error: token of ${n} ms is accepted`, visible: true }
  return {
    ...plan!,
    number,
    day: number,
    author: `author ${number}`,
    areas: [area],
    level: 'low' as const,
    seen: fails,
    fault,
  }
}
const before = (number: number, area: 'auth' | 'web', fails = false): Draft[] => {
  const one = change(number, area, fails)
  return [opened(one), ...guarded(one, `018f2b5c-7a00-7000-8000-${String(number).padStart(12, '0')}`)]
}

describe('a fault that comes back', () => {
  it('is learned, proposed as a policy, approved by a person, and guarded at the next change without a restart', async () => {
    const bad = [1, 2, 3].flatMap((n) => before(n, 'auth', true))
    await mesh.append(configured(), ...[11, 12, 13, 14].flatMap((n) => before(n, 'web')), ...bad)
    const proposal = await mesh.theOne('rule.proposed.v1', ({ data }) => data.kind === 'policy')
    await mesh.append(opened(change(21, 'auth')), judged(change(21, 'auth')))
    const question = await mesh.theOne('approval.requested.v1', ({ data }) => data.about === proposal.id)
    expect(await mesh.events('guard.requested.v1')).toEqual([])

    const { content_sha256 } = question.data
    const answer = {
      request: question.id,
      option: 'approve',
      by: 'person/ada',
      ...(content_sha256 ? { content_sha256 } : {}),
    }
    const given = draft('approval.given.v1', {
      subject: question.subject,
      time: new Date().toISOString(),
      data: answer,
    })
    await mesh.appendAs('urn:heimgewebe:cli', given)
    const enacted = await mesh.theOne('rule.enacted.v1', ({ data }) => data.proposal === proposal.id)
    await mesh.append(opened(change(22, 'auth')), judged(change(22, 'auth')))
    const guard = await mesh.theOne('guard.requested.v1', ({ data }) => data.change === 'pr/acme/shop/22')

    const decision = (await mesh.events('decision.made.v1')).find(({ id }) => id === guard.causationid)
    expect(decision?.data.reasons[0]?.text).toContain('policy Auth-Changes-Policy, version 1, is in force for auth')
    expect(decision?.data.reasons[0]?.events).toContain(enacted.id)
    expect(enacted.data).toMatchObject({ areas: ['auth'], policy: { guards: ['auth-tests'] }, by: 'person/ada' })
  })
})
