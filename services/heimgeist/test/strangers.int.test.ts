import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type AnyMeshEvent, type Draft, draft, newId } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { answer, carriedOut, proposed, questionFor, say } from './approvals-kit.js'
import { PR, verdict } from './given-events.js'

let mesh: TestMesh

beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_CLOCK: '20ms' })
  await mesh.boot((source) => AppModule.fromEnvironment(source))
  const { data } = verdict({ level: 'low', reasons: [] })
  await mesh.appendAs('heimgewebe/sichter', draft('risk.assessed.v1', { subject: PR, data }))
})
afterAll(() => mesh.stop())

/** What heimgeist makes of something that the account of another service appends. */
const said = async (wanted: Draft): Promise<string[]> => {
  const [event] = await mesh.appendAs('heimgewebe/wgx', wanted)
  await mesh.settled()
  return ((await mesh.events()) as AnyMeshEvent[])
    .filter(({ causationid }) => causationid === event!.id)
    .map(({ type, data }) => (type === 'decision.made.v1' ? `${type} ${data.chosen}` : type))
}
const repository = 'acme/shop'
const ada = { author: { name: 'ada' }, created_at: new Date().toISOString() }

it.each<[string, Draft, string[]]>([
  [
    'a command',
    draft('command.given.v1', { subject: PR, data: { text: 'wgx /guard auth', by: 'ada', change: PR, repository } }),
    ['command.refused.v1'],
  ],
  [
    'a comment with one',
    draft('comment.created.v1', {
      subject: PR,
      data: { ...ada, repository, about: PR, text: '@heimgewebe/wgx /guard auth' },
    }),
    [],
  ],
  ['a rule', proposed(repository, 'raw-sql'), ['decision.made.v1 refuse']],
  [
    'a level',
    draft('level.changed.v1', {
      subject: 'level/all',
      data: { from: 2, to: 3, reason: 'it was good', events: [], by: 'person/ada' },
    }),
    [],
  ],
  [
    'an agent',
    draft('agent.registered.v1', {
      subject: 'agent/evil',
      data: {
        agent: 'evil',
        version: 1,
        definition: { name: 'evil' },
        definition_sha256: '0'.repeat(64),
        enabled: true,
        by: 'person/ada',
      },
    }),
    [],
  ],
])('takes %s from no other service, in whatever name', async (_what, wanted, expected) => {
  expect(await said(wanted)).toEqual(expected)
  expect(await mesh.query('select 1 from heimgeist.level')).toEqual([])
  expect(await mesh.query('select 1 from heimgeist.waiting_command')).toEqual([])
  expect(await mesh.query('select 1 from heimgeist.agent')).toEqual([])
  expect(await mesh.events('event.parked.v1')).toEqual([])
})

it('lets no other service end a question, answer it, or say how its act ended', async () => {
  const question = await questionFor(mesh, proposed(repository, 'exact'))
  const alarm = { alarm: `expire/${question.id}`, about: question.id }
  expect(await said(draft('alarm.rang.v1', { subject: question.subject, data: alarm }))).toEqual([])
  expect(await said(answer(question))).toEqual(['decision.made.v1 refuse'])

  const [yes] = await say(mesh, answer(question))
  const act = await mesh.theOne('action.requested.v1', ({ data }) => data.approval === yes!.id)
  expect(await said(carriedOut(act, 'done'))).toEqual([])
  expect(await mesh.events('rule.enacted.v1')).toEqual([])
  await mesh.appendAs('heimgewebe/hauski', carriedOut(act, 'done'))
  expect((await mesh.theOne('rule.enacted.v1', ({ data }) => data.rule === 'exact')).data.by).toBe('person/ada')
})

it('follows no learned policy that another service puts in force', async () => {
  const policy = { raise_to: 'high' as const, guards: ['evil'] }
  const data = { repository, rule: 'evil', kind: 'policy' as const, version: 1, content_sha256: '0'.repeat(64) }
  await said(
    draft('rule.enacted.v1', {
      subject: `rule/${repository}/evil`,
      data: { ...data, proposal: newId(), areas: ['auth'], policy, by: 'person/ada' },
    }),
  )
  expect(await mesh.query('select 1 from heimgeist.policy')).toEqual([])
})
