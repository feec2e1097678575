import { execFileSync } from 'node:child_process'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type ActionFinishedV1, type ActionRequestedV1, draft } from '@heimgewebe/contracts'
import { type Fault, type FakeHost, comment, send, shaOf } from '@heimgewebe/hosts/test-kit'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { hostWith, HostsFolder, request, resultOf } from './hosted-kit.js'

type Arguments = ActionRequestedV1['arguments']
type Act = ActionRequestedV1['act']

const SHA = shaOf('head 1')

let mesh: TestMesh
let hauski: TestService
let folder: HostsFolder

beforeAll(async () => {
  folder = await HostsFolder.make()
  mesh = await TestMesh.start({
    HAUSKI_HOSTS_FILE: folder.file,
    HAUSKI_HOST_TIMEOUT: '300ms',
    HAUSKI_HOST_WAIT: '3s',
  })
  hauski = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(async () => {
  await mesh.stop()
  await folder.remove()
})

/** Only what writes fails. */
const onWrites =
  (fault: Fault): Fault =>
  (asked, response) =>
    asked.method !== 'GET' && fault(asked, response)

describe.each(['github', 'gitlab', 'gitea', 'forgejo'] as const)('hauski at %s', (kind) => {
  const repository = `acme/${kind}`
  let host: FakeHost
  beforeAll(async () => void (host = await hostWith(mesh, kind, repository)))
  beforeEach(async () => {
    host.heal()
    host.takeAsked()
    await folder.configure(host)
  })
  afterAll(() => host.stop())

  const done = async (act: Act, given: Arguments): Promise<ActionFinishedV1> =>
    resultOf(mesh, await request(mesh, repository, act, given))
  const undone = ({ undo }: ActionFinishedV1): Promise<ActionFinishedV1> =>
    done(undo!.act as Act, undo!.arguments as Arguments)
  const own = (): string[] =>
    host.world.comments.filter(({ author }) => author.name === host.world.me).map(({ text }) => text)
  const about = { change: `pr/${repository}/1`, marker: 'verdict' }
  const status = (state: string, text = 'two tests fail'): Arguments => ({
    ...{ sha: SHA, context: 'heimgewebe/guard', state, text },
  })

  it('keeps one comment in place, says nothing where there is nothing to say, and takes back what it said', async () => {
    const nothing = await done('write_comment', { ...about, text: '' })
    const first = await done('write_comment', { ...about, text: 'risky' })
    const same = await done('write_comment', { ...about, text: 'risky' })
    const second = await done('write_comment', { ...about, text: 'fine now' })

    expect([nothing, first, same, second].map(({ verdict }) => verdict)).toEqual([
      'nothing_to_do',
      'done',
      'nothing_to_do',
      'done',
    ])
    expect(second.result!.id).toBe(first.result!.id)
    expect(own()).toEqual(['fine now\n\n<!-- heimgewebe:verdict -->'])
    expect(await undone(second)).toMatchObject({ verdict: 'done' })
    expect(own()).toEqual(['risky\n\n<!-- heimgewebe:verdict -->'])
    const gone = await undone(first)
    expect(gone).toMatchObject({ verdict: 'done', undo: { arguments: { text: 'risky' } } })
    expect(own()).toEqual([])
  })

  it('sets a status, and takes it back to what stood there before', async () => {
    const first = await done('set_status', status('success', 'all well'))
    const second = await done('set_status', status('failure'))
    const now = (): string => `${host.world.statuses.at(-1)!.state} ${host.world.statuses.at(-1)!.description}`

    expect(second).toMatchObject({ verdict: 'done', result: { commit: SHA } })
    expect(now()).toMatch(/^fail\w+ two tests fail$/)
    await undone(second)
    expect(now()).toBe('success all well')
    await undone(first)
    expect(now()).toBe('pending taken back')
    expect((await done('set_status', status('pending', 'taken back'))).verdict).toBe('nothing_to_do')
  })

  it('opens an issue once, and closes it by its undo', async () => {
    const given = { title: 'Three incidents in cart', body: 'See each.', marker: 'pattern/1' }
    const [first, second] = [await done('open_issue', given), await done('open_issue', given)]
    const opened = host.world.issues.filter(({ title }) => title === given.title)

    expect([first.verdict, second.verdict]).toEqual(['done', 'nothing_to_do'])
    expect(opened).toHaveLength(1)
    expect(second.result!.id).toBe(first.result!.id)
    expect((await undone(first)).verdict).toBe('done')
    expect(host.world.issues.find(({ title }) => title === given.title)!.state).toBe('closed')
  })

  it('opens a change for a branch, keeps it up to date, and takes both back', async () => {
    const given = { branch: 'heimgewebe/a--b_c', title: 'Add a rule', body: 'why' }
    const first = await done('open_change', given)
    const second = await done('update_change', { ...given, title: 'Add two rules' })
    const change = () => host.world.changes.find(({ number }) => String(number) === first.result!.id)!

    expect(second.result).toMatchObject({ id: first.result!.id, branch: given.branch })
    expect(change()).toMatchObject({ title: 'Add two rules', head: { ref: given.branch }, base: { ref: 'main' } })
    await undone(second)
    expect(change().title).toBe('Add a rule')
    await undone(first)
    expect(change().state).toBe('closed')
    expect(host.asked.filter((line) => /git\/refs|branches/.test(line))).toEqual([])
  })

  const silent: Fault = () => true
  const bad: readonly (readonly [string, Fault, string])[] = [
    ...([401, 403, 404, 409, 422, 429, 500, 503] as const).map(
      (code) =>
        [`${code}`, (_: unknown, answer: ServerResponse) => send(answer, code, { message: 'no' }), `${code}`] as const,
    ),
    ['nothing at all', silent, 'no whole answer in 300 ms'],
    ['no JSON', (_, answer) => Boolean(answer.writeHead(201).end('<html>')), 'not JSON'],
    ['a redirect', (_, answer) => Boolean(answer.writeHead(307, { location: '/x' }).end()), 'not followed'],
  ]
  // What an answer means is one table for all kinds, so one of them hears every answer and the others some.
  const some = bad.filter(([what]) => kind === 'github' || ['401', '422', '503', 'nothing at all'].includes(what))
  it.each(some)('says clearly that it failed where the host answers a write with %s', async (_, fault, why) => {
    host.fault = onWrites(fault)
    const result = await done('set_status', status('error', 'never there'))

    expect([result.verdict, result.reason]).toEqual([
      why === 'not followed' ? 'refused' : 'failed',
      expect.stringContaining(why),
    ])
    expect(result.reason).toContain(`my-${kind}`)
    expect(result.undo).toBeUndefined()
  })

  it('finds what it wrote where only the answer was lost', async () => {
    host.fault = (asked, response) => {
      if (asked.method === 'POST') response.writeHead = () => response.destroy() as never
      return false
    }
    const result = await done('open_issue', { title: 'Lost', marker: 'lost' })

    expect(result).toMatchObject({ verdict: 'done', undo: { act: 'open_issue' } })
    expect(result.reason).toContain('the answer was lost')
    expect(host.world.issues.filter(({ title }) => title === 'Lost')).toHaveLength(1)
  })
})

describe('hauski and a host', () => {
  const repository = 'acme/shop'
  let host: FakeHost
  beforeAll(async () => void (host = await hostWith(mesh, 'forgejo', repository)))
  beforeEach(async () => {
    host.heal()
    host.takeAsked()
    await folder.configure(host)
  })
  afterAll(() => host.stop())

  const say = (text: string, more: Partial<ActionRequestedV1> = {}, change = `pr/${repository}/1`) =>
    request(mesh, repository, 'write_comment', { change, marker: 'm', text }, more)

  it.each([
    ['a right that the owner did not give', { acts: ['status'] }, 'configured without "comment" in its acts'],
    ['rights that nobody named', { acts: undefined }, 'configured without "comment" in its acts'],
    ['a host without a token', { token_file: undefined }, 'configured without a token'],
    ['another host', { url: 'https://git.example.org' }, 'no configured host has http://127.0.0.1'],
    ['an own net that the owner did not call one', { own: false }, 'only https'],
  ])('refuses %s, and asks nothing of it', async (_, entry, why) => {
    await folder.configure(host, entry)
    const result = await resultOf(mesh, await say('hello'))

    expect(result).toMatchObject({ verdict: 'refused', reason: expect.stringContaining(why) })
    expect(host.asked).toEqual([])
  })

  it.each(['pr/acme/other/1', 'branch/acme/shop/main', 'pr/acme/shop/0x1', 'pr/acme/shop/../1'])(
    'refuses to comment on %s',
    async (change) => {
      expect(await resultOf(mesh, await say('hello', {}, change))).toMatchObject({ verdict: 'refused' })
      expect(host.asked).toEqual([])
    },
  )

  it('opens nothing below level 3 without a yes, whatever the request calls itself', async () => {
    const asked = await request(mesh, repository, 'open_issue', { title: 't', marker: 'm' }, { class: 'say', level: 2 })

    expect(await resultOf(mesh, asked)).toMatchObject({ verdict: 'refused', reason: expect.stringContaining('yes') })
    expect(host.asked).toEqual([])
  })

  it('writes with the token that writes, where there is one of its own', async () => {
    await folder.configure(host, { token_file: '/nonexistent', acts_token_file: `${folder.path}/token` })

    expect(await resultOf(mesh, await say('by the other token'))).toMatchObject({ verdict: 'done' })
  })

  it('says what is to be said of a folder at the host of its origin, and nothing of one that has none', async () => {
    const path = join(folder.path, 'shop')
    execFileSync('git', ['init', '-q', path])
    const data = { repository: 'local/shop', location: path, default_branch: 'main', shallow: false }
    await mesh.append(draft('repository.registered.v1', { subject: 'repository/local/shop', data }))
    const given = { title: 'From a folder', marker: 'folder' }
    const first = await resultOf(mesh, await request(mesh, 'local/shop', 'open_issue', given))
    expect(first).toMatchObject({ verdict: 'refused', reason: expect.stringContaining('has no host') })

    execFileSync('git', ['-C', path, 'remote', 'add', 'origin', `${host.url}/acme/shop.git`])
    const second = await resultOf(mesh, await request(mesh, 'local/shop', 'open_issue', given))
    expect(second.verdict).toBe('done')
    expect(host.world.issues.map(({ title }) => title)).toContain('From a folder')
  })

  it('leaves the comment of somebody else alone, though it bears the marker', async () => {
    host.world.comments = [comment(5, { text: 'mine\n\n<!-- heimgewebe:m -->' })]
    await resultOf(mesh, await say('ours'))

    expect(host.world.comments.map(({ text }) => text.split('\n')[0])).toEqual(['mine', 'ours'])
  })

  it('waits as long as the host asks, acts then, and does not ask it at all where that would be too long', async () => {
    let left = 1
    host.fault = onWrites((_, answer) => left-- > 0 && send(answer, 429, {}, { 'retry-after': '1' }))
    expect(await resultOf(mesh, await say('after a second'))).toMatchObject({ verdict: 'done' })

    host.fault = (_, answer) => send(answer, 429, {}, { 'retry-after': '3600' })
    const first = await resultOf(mesh, await say('one'))
    const asked = host.takeAsked().length
    const second = await resultOf(mesh, await say('two'))
    expect([first.verdict, second.verdict]).toEqual(['failed', 'failed'])
    expect(second.reason).toContain('wants to be left alone until')
    expect(asked).toBeGreaterThan(0)
    expect(host.asked).toEqual([])
  })

  it('has let no token into any event', async () => {
    expect(JSON.stringify(await mesh.events())).not.toContain(host.token)
  })

  it('changes nothing when everything is delivered once more', async () => {
    const before = [await mesh.events(), await hauski.json('/actions?limit=1000')]
    host.takeAsked()
    await mesh.redeliverAll()

    expect([await mesh.events(), await hauski.json('/actions?limit=1000')]).toEqual(before)
    expect(host.asked).toEqual([])
  })
})
