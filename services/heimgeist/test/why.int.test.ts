import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AnyMeshEvent, type MeshEvent, draft, newId } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { answer, carriedOut, proposed, questionFor, say } from './approvals-kit.js'
import { commandsHeard } from './commands-heard.js'
import { PR, SHA, eventId, verdict } from './given-events.js'
import { readAnew } from './read-anew.js'

const SHOP = 'acme/shop'
let mesh: TestMesh
let service: TestService
let judged: MeshEvent

beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMGEIST_COMMANDERS: 'ada, *=heimgeist/why', HEIMGEIST_CLOCK: '20ms' })
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
  const { data } = verdict()
  ;[judged] = (await mesh.appendAs('heimgewebe/sichter', draft('risk.assessed.v1', { subject: PR, data }))) as [
    MeshEvent,
  ]
  await mesh.settled()
})
afterAll(() => mesh.stop())

/** Asks as a person does on the page, and gives what heimgeist says to that. */
const ask = async (text: string, more: object = { repository: SHOP, change: PR }): Promise<AnyMeshEvent[]> => {
  const [asked] = await say(mesh, draft('command.given.v1', { subject: PR, data: { text, by: 'bob', ...more } }))
  return (await mesh.events()).filter((event) => event.causationid === asked!.id) as AnyMeshEvent[]
}
const explained = async (text: string, more?: object) => {
  const [said, ...others] = await ask(text, more)
  expect([said?.type, others]).toEqual(['explanation.given.v1', []])
  return (said as MeshEvent<'explanation.given.v1'>).data
}
const refused = async (text: string, more?: object) => {
  const [said, ...others] = await ask(text, more)
  expect([said?.type, others]).toEqual(['command.refused.v1', []])
  return (said as MeshEvent<'command.refused.v1'>).data.reason
}

describe('/why', () => {
  it('tells of a change what was decided, with the reasons, their events, the level and the policy', async () => {
    const { decisions, heard, kind } = await explained('@heimgewebe/heimgeist /why #42')

    expect(kind).toBe('change')
    expect(decisions.map(({ chosen, about, level, policy }) => [chosen, about, level, policy]).sort()).toEqual([
      ['request-guard', judged.id, 2, 'default 1'],
      ['warn', judged.id, 2, 'default 1'],
    ])
    expect(decisions.flatMap(({ reasons }) => reasons.map(({ events }) => events))).toContainEqual([
      eventId(11),
      eventId(12),
    ])
    expect(heard[0]).toEqual({
      text: 'it was judged as high risk, percentile 96 of its repository',
      events: [judged.id],
    })
  })

  it.each([
    ['nothing at all, at the change', () => '', 'change'],
    ['its commit', () => SHA, 'commit'],
    ['the start of its commit', () => SHA.slice(0, 8), 'commit'],
    ['the event that was decided about', () => judged.id, 'event'],
  ])('finds the same decisions by %s', async (_what, area, kind) => {
    const told = await explained(`heimgeist /why ${area()}`)

    expect([told.kind, told.decisions.length, told.repository]).toEqual([kind, 2, SHOP])
  })

  it('tells of a decision and of a guard request which decision it was', async () => {
    const request = await mesh.theOne('guard.requested.v1', ({ data }) => data.change === PR)
    const byRun = await explained(`heimgeist /why ${request.id}`)
    const byDecision = await explained(`heimgeist /why ${byRun.decisions[0]!.decision}`)

    expect([byRun.kind, byDecision.kind]).toEqual(['guard-run', 'decision'])
    expect(byDecision.decisions).toEqual(byRun.decisions)
    expect(byRun.decisions).toMatchObject([{ chosen: 'request-guard', decision: request.causationid }])
  })

  it('tells of a rule, its question and its act who said yes and how it ended', async () => {
    const question = await questionFor(mesh, proposed(SHOP, 'raw-sql'))
    await say(mesh, answer(question))
    const act = await mesh.theOne('action.requested.v1', ({ data }) => data.act === 'add_rule')
    await mesh.appendAs('heimgewebe/hauski', carriedOut(act, 'failed'))
    await mesh.settled()

    for (const [area, kind] of [
      ['raw-sql', 'rule'],
      [question.id, 'question'],
      [act.id, 'act'],
    ]) {
      const told = await explained(`heimgeist /why ${area}`)
      expect([told.kind, told.decisions.map(({ chosen }) => chosen)]).toEqual([kind, ['act', 'propose']])
      expect(told.heard.map(({ text }) => text).join('; ')).toContain('failed by person/ada')
    }
    const { heard } = await explained(`heimgeist /why ${act.id}`)
    expect(heard.at(-1)!.text).toBe('add rule ended as failed: the disk is full')
  })

  it('tells of an incident which changes may be behind it and why', async () => {
    const subject = 'incident/pay-7'
    const reason = { kind: 'words', text: 'both speak of tokens', events: [eventId(21)] }
    const suspects = [{ change: `change/${SHOP}/${SHA}`, sha: SHA, confidence: 0.61, reasons: [reason] }]
    await mesh.appendAs(
      'heimgewebe/sichter',
      draft('suspects.ranked.v1', {
        subject,
        data: {
          repository: SHOP,
          incident: subject,
          answer: 'suspects',
          suspects,
          missing: ['files'],
          baseline: { name: 'last change', change: null },
          considered: 9,
          model: 'test 1',
        },
      }),
    )
    const { heard } = await explained(`heimgeist /why ${subject}`, {})

    expect(heard.map(({ text }) => text)).toEqual([
      'suspects were named; missing: files',
      `change/${SHOP}/${SHA} is a suspect, 61 % sure`,
      `change/${SHOP}/${SHA}: both speak of tokens`,
    ])
  })

  it('says clearly what it does not know, and what is of another repository', async () => {
    expect(await refused(`heimgeist /why ${newId()}`)).toMatch(/^nothing is known of .* in acme\/shop; ask with/)
    expect(await refused(`heimgeist /why ${PR}`, { repository: 'acme/other' })).toBe(
      `${PR} is not in acme/other; it is in ${SHOP}`,
    )
    expect(await refused('heimgeist /why', {})).toContain('needs the id')
  })

  it('answers a comment at its change, of its own repository alone, and changes nothing by it', async () => {
    const comment = (text: string, repository = SHOP) =>
      draft('comment.created.v1', {
        subject: PR.replace(SHOP, repository),
        data: {
          repository,
          about: PR.replace(SHOP, repository),
          author: { name: 'Mallory' },
          text,
          created_at: new Date().toISOString(),
        },
      })
    const [own] = await say(mesh, comment('@heimgewebe/heimgeist /why'))
    const [foreign] = await say(mesh, comment(`@heimgewebe/heimgeist /why ${judged.id}`, 'evil/fork'))
    await commandsHeard(mesh)
    const said = async ({ id }: MeshEvent) => (await mesh.events()).filter((one) => one.correlationid === id)

    const acts = (await said(own!)).filter(({ type }) => type === 'action.requested.v1')
    expect(acts.map(({ data }) => (data as unknown as { arguments: { change: string } }).arguments.change)).toEqual([
      PR,
    ])
    const told = JSON.stringify((await said(foreign!)).slice(1))
    expect(told).toContain('nothing is known of')
    expect(told).not.toContain(SHOP)
    // The answer is no decision about the change that the next one would be told of.
    expect((await explained('heimgeist /why')).decisions).toHaveLength(2)
  })

  it('answers over HTTP as well, and refuses a wrong query', async () => {
    const told = await service.json<{ decisions: unknown[] }>(`/why?of=${PR}`)

    expect(told.decisions).toHaveLength(2)
    for (const [path, status] of [
      ['/why', 400],
      ['/why?of=a&of=b', 400],
      ['/why?of=%00', 400],
      ['/why?of=%2342', 400],
      ['/why?of=nonsense', 404],
      [`/why?of=${PR}&repository=acme/other`, 404],
    ] as const)
      expect([path, (await service.fetch(path)).status]).toEqual([path, status])
  })

  it('knows the same after its read model was made anew from the log', async () => {
    const before = await explained('heimgeist /why #42')
    await readAnew(mesh, service)

    expect(await service.json(`/why?of=${PR}`)).toEqual((({ by: _, ...rest }) => rest)(before))
  })
})
