import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type MeshEvent, contentHash, draft, newId } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { answer, carriedOut, say } from './approvals-kit.js'
import { failingChange } from './failures-kit.js'
import { verdict } from './given-events.js'
import { readAnew } from './read-anew.js'

let mesh: TestMesh
let heimgeist: TestService

beforeAll(async () => {
  mesh = await TestMesh.start({
    HEIMGEIST_LEVELS: 'acme/bold=3',
    HEIMGEIST_CLOCK: '20ms',
    HEIMGEIST_FAILURE_WAIT: '1ms',
    HEIMGEIST_MESSAGES_PER_DAY: '1000',
  })
  heimgeist = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

let number = 500
const failed = async (repository = 'acme/shop') => {
  const one = failingChange(mesh, ++number, repository)
  await one.open()
  await one.fails()
  return { one, question: await one.question() }
}
const choose = async (question: MeshEvent<'approval.requested.v1'>, option: string, note?: string) => {
  await say(mesh, answer(question, { option, ...(note === undefined ? {} : { note }) }))
  return mesh.theOne('failure.settled.v1', ({ data }) => data.request === question.id)
}
const command = (text: string, change: string, repository = 'acme/shop') =>
  say(mesh, draft('command.given.v1', { subject: change, data: { text, by: 'ada', change, repository } }))
/** Whatever was said of a change from a place of the log on, without the events that the test appended. */
const since = async (position: number, subject: string): Promise<string[]> => {
  await mesh.settled()
  return (await mesh.events())
    .filter((event) => event.position > position && event.source === 'heimgewebe/heimgeist')
    .filter(({ data }) => (data as { change?: string }).change === subject)
    .map(({ type }) => type)
}

describe('giving up', () => {
  it('ends what is asked about the change, and asks, guards and warns no more until it is taken up again', async () => {
    const { one, question } = await failed()
    const settled = await choose(question, 'give-up')

    const { position } = settled
    await one.push()
    await one.fails()
    const { data } = verdict({ change: one.subject, sha: one.sha() })
    await mesh.appendAs('heimgewebe/sichter', draft('risk.assessed.v1', { subject: one.subject, data }))
    expect(await since(position, one.subject)).toEqual([])
    const told = await heimgeist.json<{ heard: { text: string; events: string[] }[] }>(`/why?of=${one.subject}`)
    expect(told.heard[0]).toMatchObject({ text: expect.stringContaining('it was given up'), events: [settled.id] })

    await command('heimgeist /take-up', one.subject)
    const resumed = await mesh.theOne('change.resumed.v1', ({ data: { change } }) => change === one.subject)
    expect(resumed.data).toMatchObject({ by: 'ada', given_up: settled.id })
    await one.push()
    await one.fails()
    expect((await one.question()).data.change).toBe(one.subject)
  })

  it('ends the question about a task of that change, too', async () => {
    const { one, question } = await failed()
    const anew = await choose(question, 'develop-anew')
    const task = await mesh.theOne('approval.requested.v1', ({ data }) => data.about === anew.id)
    await one.push()
    await one.fails()
    await choose(await one.question(), 'give-up')

    const closed = await mesh.theOne('approval.closed.v1', ({ data }) => data.request === task.id)
    expect(closed.data).toMatchObject({ outcome: 'withdrawn', reason: 'person/ada gave the change up' })
    await say(mesh, answer(task))
    expect((await mesh.events('action.requested.v1')).filter(({ data }) => data.change === one.subject)).toEqual([])
  })

  it.each([
    ['heimgeist /take-up', 'pr/acme/shop/9999', 'names no change that was heard of'],
    ['heimgeist /take-up', undefined, 'is not given up'],
  ])('cannot be taken back where it was not: %s', async (text, named, words) => {
    const { one } = await failed()
    const [asked] = await command(text, named ?? one.subject)

    const own = (await mesh.events('command.refused.v1')).find(({ causationid }) => causationid === asked!.id)
    expect(own?.data.reason).toContain(words)
  })
})

describe('developing anew', () => {
  it('begins an epic with what was tried and the hints, and after a yes an issue at the host', async () => {
    const { one, question } = await failed()
    const settled = await choose(question, 'develop-anew', 'keep the *old* token @bob')

    const link = await mesh.theOne('epic.linked.v1', ({ data }) => data.change === one.subject)
    expect(link.data).toMatchObject({ epic: `anew-${number}-${one.sha().slice(0, 7)}` })
    expect(link.data.reason).toBe('person/ada chose to develop it anew: keep the *old* token @bob')
    expect(link.data.events).toEqual([settled.id, ...question.data.report!.runs.map(({ event }) => event)])
    expect(await heimgeist.json(`/epics/${link.data.epic}`)).toMatchObject({ state: 'open' })

    const task = await mesh.theOne('approval.requested.v1', ({ data }) => data.about === settled.id)
    await say(mesh, answer(task))
    const act = await mesh.theOne('action.requested.v1', ({ data }) => data.change === one.subject)
    expect(act.data).toMatchObject({ act: 'open_issue', class: 'change', agent: 'hauski', level: 2 })
    expect(contentHash(act.data.arguments)).toBe(task.data.content_sha256)
    const { title, body, marker } = act.data.arguments as { title: string; body: string; marker: string }
    expect([title, marker]).toEqual([`Develop #${number} of acme/shop anew`, `anew/${settled.id}`])
    expect(body).toContain('Hints: keep the \\*old\\* token @\u2060bob')
    expect(body).toContain(`the head \`${one.sha()}\` failed`)
    expect(body).toContain('Error: boom of kind')
    await say(mesh, carriedOut(act, 'done'))
  })

  it('opens the issue by itself where the level lets it', async () => {
    const { one, question } = await failed('acme/bold')
    await choose(question, 'develop-anew')

    const act = await mesh.theOne('action.requested.v1', ({ data }) => data.change === one.subject)
    expect(act.data).toMatchObject({ act: 'open_issue', level: 3 })
  })

  it('is an epic alone where the change is at no host', async () => {
    const subject = 'branch/local/shop/refresh'
    const sha = 'e'.repeat(40)
    const proposal = { repository: 'local/shop', branch: 'refresh', base_branch: 'main', head: sha, title: 'Refresh' }
    const rest = { author: { name: 'Ada' }, added: 1, deleted: 0, files_known: false, files: [] }
    await say(mesh, draft('pr.opened.v1', { subject, data: { ...proposal, ...rest } }))
    const run = { repository: 'local/shop', sha, pipeline: 'test', outcome: 'failure' as const }
    const finished_at = new Date().toISOString()
    await say(mesh, draft('ci.result.v1', { subject: `ci/local/shop/${sha}`, data: { ...run, finished_at } }))
    const question = await mesh.theOne('approval.requested.v1', ({ data }) => data.change === subject)
    const settled = await choose(question, 'develop-anew')

    const link = await mesh.theOne('epic.linked.v1', ({ data }) => data.change === subject)
    expect(link.data.epic).toBe('anew-refresh-eeeeeee')
    await mesh.settled()
    expect((await mesh.events('approval.requested.v1')).filter(({ data }) => data.about === settled.id)).toEqual([])
  })
})

it('takes nothing of this from another service', async () => {
  const { one, question } = await failed()
  const data = { repository: 'acme/shop', change: one.subject, sha: one.sha(), events: [], request: question.id }
  await mesh.appendAs(
    'heimgewebe/wgx',
    draft('failure.settled.v1', { subject: one.subject, data: { ...data, state: 'given_up', by: 'person/ada' } }),
    draft('change.resumed.v1', {
      subject: one.subject,
      data: { repository: 'acme/shop', change: one.subject, by: 'ada', given_up: newId() },
    }),
  )
  await mesh.settled()

  expect(await mesh.query(`select given_up from heimgeist.change where change = '${one.subject}'`)).toEqual([
    { given_up: null },
  ])
})

it('says nothing twice, and stands where it stood after the read model was made anew', async () => {
  await mesh.settled()
  const state = async () => [
    (await mesh.events()).length,
    await mesh.query('select change, given_up from heimgeist.change order by change'),
    await mesh.query('select epic, title from heimgeist.epic order by epic'),
    await mesh.query('select about, state, request from heimgeist.wish order by about'),
  ]
  const before = await state()
  await mesh.redeliverAll()
  expect(await state()).toEqual(before)
  await readAnew(mesh, heimgeist)
  expect(await state()).toEqual(before)
})
