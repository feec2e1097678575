import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AnyMeshEvent, type Draft, type EventData, type MeshEvent, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { commandsHeard } from './commands-heard.js'
import { PR, SHA, eventId, verdict } from './given-events.js'

const SHOP = 'acme/shop'
let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start({
    HEIMGEIST_LEVELS: 'acme/level-0=0, acme/level-1=1, acme/level-3=3',
    HEIMGEIST_MESSAGES_PER_DAY: '2',
    HEIMGEIST_CLOCK: '20ms',
    HEIMGEIST_COMMANDERS: 'ada, *=wgx/guard, bob@example.org=wgx',
  })
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const TIME = '2026-03-01T10:00:00Z'
const judged = (data: Partial<EventData['risk.assessed.v1']> = {}, time = TIME): Draft =>
  draft('risk.assessed.v1', { subject: data.change ?? PR, time, data: verdict(data).data })
const given = (text: string, more: Partial<EventData['command.given.v1']> = {}): Draft =>
  draft('command.given.v1', {
    subject: PR,
    time: TIME,
    data: { text, by: 'ada', repository: SHOP, change: PR, ...more },
  })
const comment = (
  text: string,
  about = PR,
  author: EventData['comment.created.v1']['author'] = { name: 'Bob' },
): Draft =>
  draft('comment.created.v1', {
    subject: about,
    data: { repository: SHOP, about, author, text, created_at: new Date().toISOString() },
  })
const finished = (request: string): Draft =>
  draft('guard.finished.v1', {
    subject: `guard/${request}`,
    time: TIME,
    data: {
      repository: SHOP,
      change: PR,
      request,
      guard: 'auth-tests',
      area: 'auth',
      sha: SHA,
      verdict: 'failed',
      reason: '1 of 12 tests failed',
      duration_seconds: 3,
      failures: [{ name: 'login refuses an expired token' }],
      protection: ['bubblewrap'],
    },
  })

/** A repository for one test: the examples, under another name. */
class Shop {
  private static count = 0
  constructor(readonly name = `acme/shop-${++Shop.count}`) {}

  its<T>(example: T): T {
    return JSON.parse(JSON.stringify(example).replaceAll(SHOP, this.name)) as T
  }

  append(...drafts: Draft[]): Promise<MeshEvent[]> {
    return mesh.append(...drafts.map((example) => this.its(example)))
  }

  /** What heimgeist appended about this repository. */
  async said(): Promise<AnyMeshEvent[]> {
    await commandsHeard(mesh)
    const said = ((await mesh.events()) as AnyMeshEvent[]).filter(
      ({ source, type }) => source === 'heimgewebe/heimgeist' && type !== 'alarm.rang.v1',
    )
    return said.filter((event) => event.partitionkey === this.name || event.subject.includes(`/${this.name}/`))
  }

  async summary(): Promise<string[]> {
    return (await this.said()).map((event) => {
      if (event.type === 'decision.made.v1') return `${event.data.level} ${event.data.act} ${event.data.chosen}`
      if (event.type === 'guard.requested.v1') return `${event.data.kind} ${event.data.area}`
      return event.type === 'command.refused.v1' ? `refused ${event.data.code}` : event.type
    })
  }
}

describe('heimgeist', () => {
  it('carries a verdict on to decisions, a guard request and what is said of its result, under one correlation', async () => {
    const shop = new Shop()
    const [verdictEvent] = await shop.append(judged())
    await mesh.settled()
    const request = (await shop.said()).find(({ type }) => type === 'guard.requested.v1')
    await mesh.append({ ...shop.its(finished(request!.id)), correlationid: verdictEvent!.correlationid })
    await mesh.settled()

    const chain = (await mesh.events()).filter(({ correlationid }) => correlationid === verdictEvent!.correlationid)
    expect(chain.map(({ type }) => type)).toEqual([
      'risk.assessed.v1',
      'decision.made.v1',
      'guard.requested.v1',
      'decision.made.v1',
      'guard.finished.v1',
      'decision.made.v1',
    ])
    expect(chain[2]).toMatchObject({ causationid: chain[1]?.id, subject: `guard/${request!.id}` })
    expect(chain[5]?.data).toMatchObject({
      chosen: 'warn',
      reasons: [
        { text: 'guard auth-tests failed: login refuses an expired token', events: [chain[4]?.id, request!.id] },
        { events: [chain[1]?.id] },
      ],
    })
  })

  it.each([
    ['acme/level-0', ['0 none nothing', '0 none nothing']],
    ['acme/level-1', ['1 look request-guard', 'guard changed', '1 say record-only']],
    ['acme/level-2', ['2 look request-guard', 'guard changed', '2 say warn']],
    ['acme/level-3', ['3 look request-guard', 'guard changed', '3 say warn']],
  ])('decides by the level of %s and says which it was', async (name, expected) => {
    const shop = new Shop(name)
    await shop.append(judged())

    expect(await shop.summary()).toEqual(expected)
    const [decision] = await shop.said()
    const reason =
      name === 'acme/level-2'
        ? 'default of the installation (HEIMGEIST_LEVEL)'
        : `HEIMGEIST_LEVELS says ${name}=${name.at(-1)}`
    expect(decision?.data).toMatchObject({ level_reason: reason, policy: 'default 1' })
  })

  it('says no more than the messages of a day, and goes on the day after', async () => {
    const shop = new Shop()
    const pull = (n: number, time?: string) => judged({ change: `pr/${SHOP}/${n}`, sha: String(n).repeat(40) }, time)
    await shop.append(pull(1), pull(2), pull(3), pull(4, '2026-03-02T10:00:00Z'))

    const said = (await shop.summary()).filter((line) => line.includes(' say '))
    expect(said).toEqual(['2 say warn', '2 say warn', '2 say record-only', '2 say warn'])
  })

  it('makes no decision about history, but about open changes and young commits', async () => {
    const shop = new Shop()
    const registered = { repository: SHOP, location: '/shop', default_branch: 'main', shallow: false }
    const landed = (n: number, time: string) =>
      judged({ change: `change/${SHOP}/${String(n).repeat(40)}`, sha: String(n).repeat(40), open: false }, time)
    await shop.append(
      draft('repository.registered.v1', { subject: `repository/${SHOP}`, time: TIME, data: registered }),
      landed(1, '2020-01-01T00:00:00Z'),
      landed(2, '2026-02-20T00:00:00Z'),
      landed(3, '2026-02-27T00:00:00Z'),
      judged({ change: `branch/${SHOP}/old`, sha: '4'.repeat(40) }, '2019-01-01T00:00:00Z'),
    )

    const looked = (await shop.said()).flatMap(({ type, data }) => (type === 'guard.requested.v1' ? [data.change] : []))
    expect(looked).toEqual(shop.its([`change/${SHOP}/${'3'.repeat(40)}`, `branch/${SHOP}/old`]))
  })

  it('guards a critical area whatever the risk, once a commit', async () => {
    const shop = new Shop()
    const areas = [{ name: 'auth', paths: ['src/auth/**'], critical: true }]
    const limits = { time_limit_seconds: 60, memory_limit_mib: 64 }
    const guards = [{ name: 'auth', kind: 'guard' as const, area: 'auth', command: 'true', ...limits }]
    const configured = { repository: SHOP, sha: SHA, areas, guards, problems: [] }
    const low: Partial<EventData['risk.assessed.v1']> = { level: 'low', signal: 'none', areas: ['auth'], reasons: [] }
    await shop.append(
      judged({ ...low, change: `pr/${SHOP}/41`, sha: 'b'.repeat(40) }),
      draft('configuration.recorded.v1', { subject: `repository/${SHOP}`, data: configured }),
      judged(low),
      judged({ ...low, change: `change/${SHOP}/${SHA}`, open: false }),
    )

    expect(await shop.summary()).toEqual(['2 look request-guard', 'guard changed', '2 look record-only'])
  })

  it('asks for no guard where none is configured, and says so once for a change, with what would help', async () => {
    const shop = new Shop()
    const configured = { repository: SHOP, sha: SHA, areas: [], guards: [], problems: [] }
    const told = draft('configuration.recorded.v1', { subject: `repository/${SHOP}`, data: configured })
    await shop.append(told, judged({}), judged({ sha: 'd'.repeat(40) }))
    const limits = { time_limit_seconds: 60, memory_limit_mib: 64 }
    const guards = [{ name: 'all', kind: 'guard' as const, area: '*', command: 'true', ...limits }]
    await shop.append(
      draft('configuration.recorded.v1', { subject: `repository/${SHOP}`, data: { ...configured, guards } }),
    )
    await shop.append(judged({ sha: 'e'.repeat(40) }))

    expect(await shop.summary()).toEqual([
      '2 look record-only',
      '2 say warn',
      '2 say warn',
      '2 look request-guard',
      'guard changed',
      '2 say record-only',
    ])
    const [said] = await shop.said()
    expect((said!.data as EventData['decision.made.v1']).reasons[0]!.text).toBe(
      'no guard is configured for what it touches (auth, api): .heimgewebe.yaml names none, so none is asked for; one with "area: auth" or "area: \'*\'" would run',
    )
  })

  it('turns wgx /guard auth into exactly one guard request for the head of the change', async () => {
    const shop = new Shop()
    const opened = {
      repository: SHOP,
      number: 42,
      branch: 'feature',
      base_branch: 'main',
      head: 'c'.repeat(40),
      title: 'Feature',
      author: { name: 'Ada' },
      added: 1,
      deleted: 0,
      files_known: false,
      files: [],
    }
    await shop.append(draft('pr.opened.v1', { subject: PR, data: opened }), given('wgx /guard auth'))

    expect(await shop.summary()).toEqual(['2 look request-guard', 'guard auth'])
    expect((await shop.said())[1]?.data).toEqual(
      shop.its({ repository: SHOP, change: PR, sha: 'c'.repeat(40), area: 'auth', kind: 'guard', requested_by: 'ada' }),
    )
  })

  it('takes commands from a comment, and only from lines that begin with the mention', async () => {
    const shop = new Shop()
    await shop.append(judged({ level: 'low', reasons: [] }))
    const comments = [
      comment('Nice work'),
      comment(
        'Hm.\n@heimgewebe/wgx /guard auth\n> @heimgewebe/wgx /guard api\n@heimgewebe/wgx /dance\n@heimgewebe/wgx /smoke',
      ),
      comment('@heimgewebe/wgx /smoke', PR, { name: 'Bob', email: 'bob@example.org' }),
      comment('@heimgewebe/wgx /guard auth', `issue/${SHOP}/7`),
    ]
    for (const one of comments) {
      await shop.append(one)
      await commandsHeard(mesh)
    }

    expect(await shop.summary()).toEqual([
      '2 look request-guard',
      'guard auth',
      'refused unknown-verb',
      'refused not-allowed',
      '2 look request-guard',
      'smoke changed',
      'refused unknown-change',
    ])
  })

  it.each([
    ['dancer /guard auth', {}, 'unknown-tool'],
    ['wgx /dance auth', {}, 'unknown-verb'],
    ['heimlern /pattern-good raw-sql', {}, 'unknown-change'],
    ['please guard auth', {}, 'malformed'],
    ['wgx /guard auth', { change: 'pr/acme/shop/999' }, 'unknown-change'],
    ['wgx /smoke auth', { by: 'mallory' }, 'not-allowed'],
    [`wgx /guard ${'\u{1F600}\u202E\u0000'.repeat(450)}`, {}, 'malformed'],
  ])('refuses %j with the reason', async (text, more, code) => {
    const shop = new Shop()
    await shop.append(judged({ level: 'low', reasons: [] }), given(text, more))

    expect(await shop.summary()).toEqual([`refused ${code}`])
    expect((await shop.said())[0]?.data).toMatchObject({ reason: expect.stringMatching(/./) })
    expect(await mesh.events('event.parked.v1')).toEqual([])
  })

  it('knows who may give commands by the name that the command line and the page give them', async () => {
    const shop = new Shop()
    await shop.append(judged({ level: 'low', reasons: [] }), given('wgx /smoke auth', { by: 'person/Ada' }))

    expect(await shop.summary()).toEqual(['2 look request-guard', 'smoke auth'])
  })

  it('makes feedback of what is said of a pattern, typed or in a comment at its repository', async () => {
    const shop = new Shop()
    const pattern = `pattern/${SHOP}/bad-auth`
    const told = draft('pattern.learned.v1', {
      subject: pattern,
      data: {
        repository: SHOP,
        pattern: 'bad-auth',
        name: 'changes of auth',
        kind: 'bad',
        version: 1,
        state: 'learned',
        statement: 'changes of auth end badly',
        cases: [],
        support: 3,
        counter_cases: 0,
        confidence: 0.44,
      },
    })
    const { change: _change, ...unplaced } = (given('heimlern /pattern-good bad-auth') as Draft<'command.given.v1'>)
      .data
    await mesh.appendAs('heimgewebe/heimlern', shop.its(told))
    await shop.append(
      draft('command.given.v1', { subject: 'command/1', time: TIME, data: unplaced }),
      comment('Not true.\n@heimgewebe/heimlern /pattern-bad bad-auth', PR, { name: 'ada' }),
      comment('@heimgewebe/heimlern /pattern-bad bad-auth', PR, { name: 'eve' }),
    )
    await commandsHeard(mesh)
    const [event] = (await mesh.events('pattern.learned.v1')).filter(({ partitionkey }) => partitionkey === shop.name)
    const feedback = (await mesh.events('feedback.given.v1')).filter(({ partitionkey }) => partitionkey === shop.name)

    expect(feedback.map(({ data, subject }) => ({ ...data, subject }))).toEqual(
      [
        { verdict: 'good', provider: 'command' },
        { verdict: 'bad', provider: 'comment' },
      ].map((one) => ({ about: event!.id, subject: shop.its(pattern), repository: shop.name, by: 'ada', ...one })),
    )
    expect((await shop.summary()).filter((line) => line.startsWith('refused'))).toEqual(['refused not-allowed'])
  })

  it('shows decisions by change and id, and refuses a wrong query', async () => {
    const shop = new Shop()
    await shop.append(judged())
    const [first] = await shop.said()
    const { decisions } = await service.json<{ decisions: { id: string; chosen: string }[] }>(
      shop.its(`/decisions?repository=${SHOP}&change=${PR}`),
    )

    expect(decisions.map(({ chosen }) => chosen).sort()).toEqual(['request-guard', 'warn'])
    expect(await service.json(`/decisions/${first!.id}`)).toMatchObject({
      id: first!.id,
      change: shop.its(PR),
      level: 2,
    })
    for (const [path, status] of [
      ['/decisions?limit=0', 400],
      ['/decisions?limit=x', 400],
      ['/decisions/nonsense', 404],
      [`/decisions/${eventId(404)}`, 404],
    ] as const)
      expect((await service.fetch(path)).status).toBe(status)
    const metrics = await (await service.fetch('/metrics')).text()
    expect(metrics).toMatch(
      /heimgewebe_decisions_total\{act="look",chosen="request-guard",level="2",service="heimgeist"\} [1-9]/,
    )
  })

  it('says nothing more when the log is delivered twice, and decides the same after a restart', async () => {
    const shop = new Shop()
    await shop.append(judged(), given('wgx /guard auth'))
    const said = await shop.said()
    const rows = await mesh.query('select * from heimgeist.decision order by id')

    await mesh.redeliverAll()
    expect(await shop.said()).toEqual(said)
    expect(await mesh.query('select * from heimgeist.decision order by id')).toEqual(rows)

    await service.restart()
    await shop.append(judged({ change: `change/${SHOP}/${SHA}` }))
    expect((await shop.summary()).slice(said.length)).toEqual(['2 look record-only', '2 say record-only'])
  })
})
