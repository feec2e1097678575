import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AnyMeshEvent, type CommandGivenV1, type MeshEvent, contentHash, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { answer, carriedOut, policy, proposed, questionFor, say } from './approvals-kit.js'
import { commandsHeard } from './commands-heard.js'

let mesh: TestMesh
let heimgeist: TestService

beforeAll(async () => {
  mesh = await TestMesh.start({
    HEIMGEIST_LEVELS: 'acme/level-0=0, acme/level-1=1, acme/level-3=3, acme/pinned:change=2',
    HEIMGEIST_CLOCK: '20ms',
    HEIMGEIST_PROMOTE_AFTER: '2',
  })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

/** What followed from an event, however indirectly, in words. */
const followed = async (cause: MeshEvent): Promise<string[]> => {
  await commandsHeard(mesh)
  const chain = (await mesh.events()).filter(
    ({ correlationid, id }) => correlationid === cause.correlationid && id !== cause.id,
  )
  return chain.flatMap((event) => words(event as AnyMeshEvent))
}
const words = (event: AnyMeshEvent): string[] => {
  if (event.type === 'decision.made.v1') return [`${event.data.level} ${event.data.act} ${event.data.chosen}`]
  return event.type === 'alarm.rang.v1' ? [] : [event.type.replace('.v1', '')]
}

describe('approvals', () => {
  it.each([
    ['acme/level-0', ['0 none record-only']],
    ['acme/level-1', ['1 none record-only']],
    ['acme/shop', ['2 change propose', 'approval.requested']],
    ['acme/level-3', ['3 change act', 'action.requested']],
  ])('gives the same proposal its own outcome at the level of %s', async (repository, outcome) => {
    const [cause] = await mesh.appendAs('heimgewebe/heimlern', proposed(repository, 'levels'))
    if (repository === 'acme/shop') await mesh.theOne('approval.requested.v1', ({ data }) => data.about === cause!.id)

    expect(await followed(cause!)).toEqual(outcome)
  })

  it('shows the exact bytes, and acts with exactly these after a yes', async () => {
    const question = await questionFor(mesh, proposed('acme/shop', 'exact'))
    expect(question.data.text).toContain('id: exact\n')
    expect(Date.parse(question.data.deadline) - Date.parse(question.time)).toBe(7 * 86_400_000)
    const [yes] = await say(mesh, answer(question))
    const request = await mesh.theOne('action.requested.v1', ({ data }) => data.approval === yes!.id)

    expect(request.data).toMatchObject({ act: 'add_rule', class: 'change', agent: 'heimlern', level: 2 })
    expect(contentHash(request.data.arguments)).toBe(question.data.content_sha256)
    expect(request.data.content_sha256).toBe(question.data.content_sha256)
    const decision = await mesh.theOne('decision.made.v1', ({ id }) => id === request.data.decision)
    expect(decision.data.reasons[0]).toEqual({
      text: 'person/ada approved exactly these bytes',
      events: [yes!.id, question.id],
    })
    expect(await heimgeist.json(`/decisions/${decision.id}`)).toMatchObject({ chosen: 'act', agent: 'heimlern' })
    const closed = await mesh.theOne('approval.closed.v1', ({ data }) => data.request === question.id)
    expect(closed.data).toMatchObject({ outcome: 'answered', option: 'approve', answer: yes!.id, by: 'person/ada' })

    await say(mesh, carriedOut(request, 'done'))
    const enacted = await mesh.theOne('rule.enacted.v1', ({ data }) => data.rule === 'exact')
    expect(enacted.data).toMatchObject({
      version: 1,
      proposal: question.data.about,
      approval: yes!.id,
      by: 'person/ada',
    })
  })

  it('puts a policy in force at the yes, without a file', async () => {
    const question = await questionFor(mesh, policy('acme/shop', 'careful'))
    await say(mesh, answer(question))

    expect((await mesh.theOne('rule.enacted.v1', ({ data }) => data.rule === 'careful')).data.kind).toBe('policy')
  })

  it('counts one answer, whatever comes later', async () => {
    const question = await questionFor(mesh, proposed('acme/shop', 'once'))
    await say(mesh, answer(question, { option: 'reject' }), answer(question), answer(question))

    expect((await followed(question)).slice(2)).toEqual(['approval.closed', '2 none nothing', 'insight.raised'])
  })

  it.each([
    ['other bytes', { content_sha256: 'f'.repeat(64) }, 'urn:heimgewebe:cli', 'of other bytes'],
    ['no bytes', { content_sha256: undefined }, 'urn:heimgewebe:cli', 'does not say which bytes'],
    ['an option that was not offered', { option: 'yes' }, 'urn:heimgewebe:cli', 'none of approve, reject'],
    ['a machine', {}, 'heimgewebe/heimlern', 'is no person'],
  ])('does not count an answer of %s, says so, and stays open', async (what, more, source, why) => {
    const question = await questionFor(mesh, policy('acme/shop', `not-${what.replaceAll(' ', '-')}`))
    const given = JSON.parse(JSON.stringify(answer(question, more as object))) as ReturnType<typeof answer>
    await mesh.appendAs(source, given)
    await mesh.settled()

    const decisions = (await mesh.events('decision.made.v1')).filter(
      ({ correlationid }) => correlationid === question.correlationid,
    )
    expect(decisions.at(-1)!.data).toMatchObject({ chosen: 'refuse', act: 'none' })
    expect(decisions.at(-1)!.data.reasons[0]!.text).toContain(why)
    const { approvals } = await heimgeist.json<{ approvals: { request: string }[] }>('/approvals')
    expect(approvals.map(({ request }) => request)).toContain(question.id)
    const brief = await heimgeist.json<{ approvals: { request: string }[] }>('/approvals?brief=true')
    const one = brief.approvals.find(({ request }) => request === question.id)
    expect(one).toMatchObject({ title: question.data.title, level: 2, answer: null })
    expect(one).not.toHaveProperty('text')
    expect((await heimgeist.fetch('/approvals?brief=2')).status).toBe(400)

    await say(mesh, answer(question))
    expect((await followed(question)).slice(-4)).toEqual([
      'approval.closed',
      '2 change act',
      'rule.enacted',
      'insight.raised',
    ])
  })

  it('refuses a proposal whose content is not that of its hash', async () => {
    const [cause] = await mesh.appendAs(
      'heimgewebe/heimlern',
      proposed('acme/shop', 'forged', { content_sha256: '0'.repeat(64) }),
    )

    expect(await followed(cause!)).toEqual(['2 none refuse'])
  })

  it('withdraws the question about a version that a newer one takes the place of', async () => {
    const first = await questionFor(mesh, proposed('acme/shop', 'newer'))
    const second = await questionFor(mesh, proposed('acme/shop', 'newer', { version: 2 }))
    await say(mesh, answer(first), answer(second))

    const closed = (await mesh.events('approval.closed.v1')).filter(({ data }) =>
      [first.id, second.id].includes(data.request),
    )
    expect(closed.map(({ data }) => data.outcome)).toEqual(['withdrawn', 'answered'])
  })
})

describe('a change that somebody types', () => {
  const commit = 'e'.repeat(40)
  const typed = (text: string, more: Partial<CommandGivenV1> = {}) =>
    draft('command.given.v1', {
      subject: 'command/1',
      data: { text, by: 'ada', repository: 'acme/typed', ...more },
    })

  it('is asked about like any other, and done by hauski after a yes', async () => {
    const [command] = await say(mesh, typed(`hauski /revert ${commit}`))
    const question = await mesh.theOne('approval.requested.v1', ({ data }) => data.about === command!.id)
    await say(mesh, answer(question))

    const request = await mesh.theOne(
      'action.requested.v1',
      ({ correlationid }) => correlationid === command!.correlationid,
    )
    expect(request.data).toMatchObject({ act: 'revert_change', agent: 'hauski', arguments: { sha: commit } })
    expect(request.data.content_sha256).toBe(question.data.content_sha256)
  })

  it('is refused where it names no whole commit, or comes by a comment that anybody can write', async () => {
    const [short] = await say(mesh, typed('hauski /revert eeeeeee'))
    const [comment] = await say(
      mesh,
      draft('comment.created.v1', {
        subject: 'pr/acme/typed/1',
        data: {
          repository: 'acme/typed',
          about: 'pr/acme/typed/1',
          author: { name: 'Mallory' },
          text: `@heimgewebe/hauski /revert ${commit}`,
          created_at: new Date().toISOString(),
        },
      }),
    )

    expect([await followed(short!), await followed(comment!)]).toEqual([['command.refused'], ['command.refused']])
  })
})

describe('levels', () => {
  const approve = async (repository: string, rule: string, verdict: 'done' | 'failed', commit?: string) => {
    const question = await questionFor(mesh, proposed(repository, rule))
    const [yes] = await say(mesh, answer(question))
    const request = await mesh.theOne('action.requested.v1', ({ data }) => data.approval === yes!.id)
    await say(mesh, carriedOut(request, verdict, commit))
  }
  const changes = async (repository: string) =>
    (await mesh.events('level.changed.v1')).flatMap(({ data }) => (data.repository === repository ? [data] : []))

  it('are earned by a record in a row, and lost by one bad outcome', async () => {
    const shop = 'acme/earned'
    await approve(shop, 'a', 'done')
    await approve(shop, 'b', 'failed')
    await approve(shop, 'c', 'done')
    expect(await changes(shop)).toEqual([])
    await approve(shop, 'd', 'done', 'd'.repeat(40))
    expect(await changes(shop)).toMatchObject([{ agent: 'heimlern', act: 'change', from: 2, to: 3, by: 'heimgeist' }])

    const [alone] = await mesh.appendAs('heimgewebe/heimlern', proposed(shop, 'e'))
    expect(await followed(alone!)).toEqual(['3 change act', 'action.requested'])

    const reverted = { repository: shop, change: `change/${shop}/${'d'.repeat(40)}`, kind: 'reverted' as const }
    await say(
      mesh,
      draft('outcome.recorded.v1', { subject: reverted.change, data: { ...reverted, events: [alone!.id] } }),
    )
    expect((await changes(shop)).at(-1)).toMatchObject({ from: 3, to: 2 })
    const [again] = await mesh.appendAs('heimgewebe/heimlern', proposed(shop, 'f'))
    expect((await followed(again!))[0]).toBe('2 change propose')
  })

  it('are not earned where the owner has set them', async () => {
    for (const rule of ['a', 'b', 'c']) await approve('acme/pinned', rule, 'done')

    expect(await changes('acme/pinned')).toEqual([])
  })

  it('can be set by a person, and by no other service', async () => {
    const level = (to: number) =>
      draft('level.changed.v1', {
        subject: 'level/heimlern/acme/set/change',
        data: { repository: 'acme/set', from: 2, to, reason: 'quiet please', events: [], by: 'person/ada' },
      })
    await mesh.appendAs('heimgewebe/sichter', level(3))
    const [first] = await mesh.appendAs('heimgewebe/heimlern', proposed('acme/set', 'a'))
    expect((await followed(first!))[0]).toBe('2 change propose')
    await say(mesh, level(1))
    const [second] = await mesh.appendAs('heimgewebe/heimlern', proposed('acme/set', 'b'))
    expect(await followed(second!)).toEqual(['1 none record-only'])
    const { changed } = await heimgeist.json<{ changed: { repository: string; level: number }[] }>('/levels')
    expect(changed).toContainEqual(expect.objectContaining({ repository: 'acme/set', level: 1 }))
    await say(
      mesh,
      draft('repository.registered.v1', {
        subject: 'repository/acme/set',
        data: { repository: 'acme/set', location: '/set', default_branch: 'main', shallow: false },
      }),
    )
    const { effective } = await heimgeist.json<{ effective: object[] }>('/levels')
    const asked = { agent: 'heimlern', repository: 'acme/set', act: 'change', level: 1, origin: 'event' }
    expect(effective).toContainEqual(expect.objectContaining(asked))
  })
})

it('says nothing more when the log is delivered twice', async () => {
  await mesh.settled()
  const before = [await mesh.events(), await mesh.query('select * from heimgeist.wish order by about')]
  await mesh.redeliverAll()

  expect([await mesh.events(), await mesh.query('select * from heimgeist.wish order by about')]).toEqual(before)
})
