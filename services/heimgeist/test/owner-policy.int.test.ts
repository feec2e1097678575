import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { contentHash, type Draft, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { verdict } from './given-events.js'
import { readAnew } from './read-anew.js'

const SHOP = 'acme/shop'
let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_MESSAGES_PER_DAY: '7' })
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const judged = (number: number): Draft => {
  const change = `pr/${SHOP}/${number}`
  const data = verdict({ change, sha: String(number).repeat(40) }).data
  return draft('risk.assessed.v1', { subject: change, time: '2026-03-01T10:00:00Z', data })
}
const changed = (version: number, content: object, more: object = {}): Draft =>
  draft('policy.changed.v1', {
    subject: 'policy/default',
    data: { policy: 'default', version, content, content_sha256: contentHash(content), by: 'person/ada', ...more },
  })
/** As the owner does, by the command line. */
const append = (...drafts: readonly Draft[]) => mesh.appendAs('urn:heimgewebe:cli', ...drafts)
const decided = async (number: number) => {
  await mesh.settled()
  const all = await mesh.events('decision.made.v1')
  return all.flatMap(({ data }) => (data.change === `pr/${SHOP}/${number}` ? [data] : []))
}
const policy = () =>
  service.json<{ version: number; in_force: Record<string, unknown>; versions: { version: number }[] }>('/policy')

describe('the policy of the owner', () => {
  it('is that of the environment first, and each decision names it', async () => {
    await mesh.append(judged(1))
    const [first] = await decided(1)

    expect(first).toMatchObject({ policy: 'default 1', level_reason: 'default of the installation (HEIMGEIST_LEVEL)' })
    expect(await policy()).toMatchObject({
      version: 1,
      in_force: { level: 2, levels: [], messages_per_day: 7 },
      versions: [],
    })
  })

  it('holds from the event on that changes it, over a restart and a rebuild, and what it does not name stays', async () => {
    await append(changed(2, { levels: [`${SHOP}:look=0`], guards_per_day: 3 }), judged(2))
    expect((await decided(2))[0]).toMatchObject({
      policy: 'default 2',
      level: 0,
      level_reason: `policy default 2 says ${SHOP}:look=0`,
    })
    await service.restart()
    await mesh.append(judged(3))
    expect((await decided(3))[0]).toMatchObject({ policy: 'default 2', level: 0 })
    expect(await policy()).toMatchObject({
      version: 2,
      in_force: { level: 2, levels: [`${SHOP}:look=0`], guards_per_day: 3, messages_per_day: 7 },
    })

    const before = await mesh.query(`select change, policy, level, chosen from heimgeist.decision order by id`)
    await readAnew(mesh, service)
    expect(await mesh.query(`select change, policy, level, chosen from heimgeist.decision order by id`)).toEqual(before)
  })

  it('is no matter of another service', async () => {
    await mesh.appendAs('heimgewebe/heimlern', changed(3, { level: 3 }))
    await mesh.settled()
    expect((await policy()).version).toBe(2)
  })

  it.each([
    ['a version out of turn', changed(7, { level: 3 }), 'version 7 is out of turn: 2 is in force'],
    ['the version that is in force', changed(2, { level: 3 }), 'version 2 is out of turn'],
    ['another name', changed(3, { level: 3 }, { policy: 'mine' }), 'there is no policy mine'],
    ['other bytes', changed(3, { level: 3 }, { content_sha256: 'f'.repeat(64) }), 'not that of its hash'],
    ['a field that it has not', changed(3, { lewel: 3 }), 'a policy has no lewel'],
    ['a level that there is not', changed(3, { level: 4 }), 'HEIMGEIST_LEVEL is not a level from 0 to 3: 4'],
    ['a rule that cannot be read', changed(3, { levels: ['look'] }), 'HEIMGEIST_LEVELS is not'],
    ['several rules in one text', changed(3, { levels: ['a=1,b=2'] }), 'levels of a policy is a list of texts'],
    ['a number as a text', changed(3, { guards_per_day: '3' }), 'guards_per_day of a policy is a number'],
    ['a budget below nothing', changed(3, { messages_per_day: -1 }), 'below 0'],
    ['an inherited name', changed(3, { toString: 3 }), 'a policy has no toString'],
  ])('is refused with %s, and nothing changes', async (_what, event, why) => {
    const [appended] = await append(event)
    await mesh.settled()
    const [refused] = (await mesh.events('decision.made.v1')).filter(({ data }) => data.about === appended!.id)

    expect(refused?.data).toMatchObject({ chosen: 'refuse', policy: 'default 2' })
    expect(refused?.data.reasons[0]?.text).toContain(why)
    expect((await policy()).version).toBe(2)
  })
})
