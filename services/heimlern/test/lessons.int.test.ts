import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type EventData, type EventType, type MeshEvent, draft } from '@heimgewebe/contracts'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { eventId, sha } from './given-events.js'

let mesh: TestMesh
let service: TestService

beforeAll(async () => {
  mesh = await TestMesh.start({ HEIMLERN_ENOUGH_NOISE: '4', HEIMLERN_SHARING: 'acme/open-a, acme/open-b' })
  service = await mesh.boot((source) => AppModule.fromEnvironment(source))
})
afterAll(() => mesh.stop())

const day = (n: number, hour = 10): string => new Date(Date.UTC(2026, 2, n, hour)).toISOString()
const NO_YAML = (line: number) =>
  `Traceback (most recent call last):\n  File "/builds/${line}/tool/run.py", line ${line}, in <module>\n    import yaml\nModuleNotFoundError: No module named 'yaml'`

/** What people and tools say about one repository of its own. */
class Shop {
  private static count = 0
  private runs = 0

  constructor(readonly name = `acme/lessons-${++Shop.count}`) {}

  append(...drafts: Draft[]): Promise<MeshEvent[]> {
    return mesh.append(...drafts)
  }

  pull(
    number: number,
    head: number,
    files: readonly string[],
    at = day(number),
    type: 'opened' | 'updated' = 'opened',
  ): Draft {
    const data: EventData['pr.opened.v1'] = {
      repository: this.name,
      number,
      branch: `topic-${number}`,
      base_branch: 'main',
      head: sha(head),
      title: `Topic ${number}`,
      author: { name: `Author ${number}` },
      added: 1,
      deleted: 0,
      files_known: true,
      files: files.map((path) => ({ path, status: 'modified', added: path.length, deleted: 0 })),
    }
    return draft(`pr.${type}.v1`, { subject: `pr/${this.name}/${number}`, time: at, data })
  }

  ci(number: number, head: number, at: string, message?: string): Draft {
    return draft('ci.result.v1', {
      subject: `ci/${this.name}/${sha(head)}`,
      time: at,
      data: {
        repository: this.name,
        sha: sha(head),
        number,
        pipeline: 'build',
        run: String(++this.runs),
        outcome: message === undefined ? 'success' : 'failure',
        finished_at: at,
        ...(message === undefined ? {} : { failures: [{ name: 'imports', message }] }),
      },
    })
  }

  guard(number: number, verdict: 'passed' | 'failed', at = day(number, 12), area = 'auth'): Draft {
    const request = eventId(5000 + ++this.runs * 100 + number)
    return draft('guard.finished.v1', {
      subject: `guard/${request}`,
      time: at,
      data: {
        repository: this.name,
        change: `pr/${this.name}/${number}`,
        request,
        guard: `${area}-tests`,
        area,
        sha: sha(number),
        verdict,
        reason: verdict,
        duration_seconds: 1,
        ...(verdict === 'failed'
          ? { failures: [{ name: 'login refuses an old token', message: `expected ${number} to be 401` }] }
          : {}),
        protection: ['bubblewrap'],
      },
    })
  }

  configured(): Draft {
    const areas = ['auth', 'web'].map((name) => ({ name, paths: [`src/${name}/**`] }))
    return draft('configuration.recorded.v1', {
      subject: `repository/${this.name}`,
      data: { repository: this.name, sha: sha(1), areas, guards: [], problems: [] },
    })
  }

  /** A red run, a change of a file, and a green run of one change. */
  repaired(number: number, file: string, message: string): Draft[] {
    return [
      this.pull(number, number * 10, ['run.py']),
      this.ci(number, number * 10, day(number, 11), message),
      this.pull(number, number * 10 + 1, ['run.py', file], day(number, 12), 'updated'),
      this.ci(number, number * 10 + 1, day(number, 13)),
    ]
  }

  async said<T extends EventType>(type: T): Promise<MeshEvent<T>[]> {
    await mesh.settled()
    return (await mesh.events(type)).filter(({ partitionkey }) => partitionkey === this.name)
  }

  async patterns(kind: string) {
    const all = await this.said('pattern.learned.v1')
    return [...new Map(all.filter(({ data }) => data.kind === kind).map(({ data }) => [data.pattern, data])).values()]
  }
}

/** The same error in so many changes of auth, and good changes of the web. */
const badAuth = (shop: Shop, bad: number, good = 6): Draft[] => [
  shop.configured(),
  ...Array.from({ length: good }, (_, i) => i + 20).flatMap((n) => [
    shop.pull(n, n, ['src/web/page.ts']),
    shop.guard(n, 'passed', day(n, 12), 'web'),
  ]),
  ...Array.from({ length: bad }, (_, i) => i + 1).flatMap((n) => [
    shop.pull(n, n, ['src/auth/login.ts']),
    shop.guard(n, 'failed'),
  ]),
]

const enact = async (shop: Shop, kind: string): Promise<EventData['rule.proposed.v1']> => {
  const [proposed] = (await shop.said('rule.proposed.v1')).filter(({ data }) => data.kind === kind).slice(-1)
  const { rule, version, content_sha256, areas = [], policy, name } = proposed!.data
  await shop.append(
    draft('rule.enacted.v1', {
      subject: proposed!.subject,
      time: day(28),
      data: {
        repository: shop.name,
        rule,
        kind: proposed!.data.kind,
        version,
        content_sha256,
        proposal: proposed!.id,
        by: 'person/ada',
        name,
        areas,
        ...(policy ? { policy } : {}),
      },
    }),
  )
  return proposed!.data
}

describe('what heimlern learns of errors', () => {
  it.each([
    [3, 3],
    [4, 4],
    [2, undefined],
  ])('of %i incidents of the same kind makes a pattern with support %s', async (incidents, support) => {
    const shop = new Shop()
    const found = Array.from({ length: incidents }, (_, i) =>
      draft('incident.detected.v1', {
        subject: `incident/${shop.name}/${i}`,
        time: day(i + 1),
        data: {
          repository: shop.name,
          title: `Pool is empty on node-${i}`,
          text: `java.sql.SQLTransientConnectionException: HikariPool-${i} - Connection is not available, request timed out after 3000${i}ms.`,
          severity: 'error',
          detected_at: day(i + 1),
        },
      }),
    )
    const [...events] = await shop.append(...found)
    const [pattern] = await shop.patterns('error')

    expect(pattern?.support).toBe(support)
    if (support !== undefined)
      expect(pattern?.cases.map(({ events: [id] }) => id).sort()).toEqual(events.map(({ id }) => id).sort())
  })

  it('learns what mended an error three times, says so at the next failure, and proposes a runbook', async () => {
    const shop = new Shop()
    await shop.append(...[1, 2].flatMap((n) => shop.repaired(n, 'requirements.txt', NO_YAML(n))))
    expect(await shop.patterns('fix')).toEqual([])
    await shop.append(...shop.repaired(3, 'requirements.txt', NO_YAML(3)))
    const [fix] = await shop.patterns('fix')

    expect(fix).toMatchObject({ support: 3, counter_cases: 0, state: 'learned', paths: ['requirements.txt'] })
    expect(fix?.statement).toContain('solved three times like this: a change of dependencies')
    expect(fix?.cases.map(({ subject }) => subject)).toEqual([3, 2, 1].map((n) => `pr/${shop.name}/${n}`))

    await shop.append(shop.pull(9, 90, ['run.py']), shop.ci(9, 90, day(9), NO_YAML(99)))
    const outcomes = await shop.said('outcome.recorded.v1')
    expect(outcomes.at(-1)?.data.hints?.[0]?.text).toContain('solved 3 times by a change of dependencies')
    const [runbook] = await shop.said('rule.proposed.v1')
    expect(runbook?.data).toMatchObject({ kind: 'runbook', version: 1, pattern: fix?.pattern })
    const known = new Set((await mesh.events()).map(({ id }) => id))
    const links = [...runbook!.data.content.matchAll(/\/events\/([0-9a-f-]+)/g)].map(([, id]) => id!)
    expect(links.length).toBeGreaterThan(3)
    expect(links.filter((id) => !known.has(id))).toEqual([])
  })

  it('counts a try that did not help, and a fix after which the error came back, against it', async () => {
    const shop = new Shop()
    await shop.append(
      ...[1, 2, 3].flatMap((n) => shop.repaired(n, 'requirements.txt', NO_YAML(n))),
      shop.ci(3, 31, day(3, 14), NO_YAML(7)),
      ...[4, 5].flatMap((n) => shop.repaired(n, 'requirements.txt', NO_YAML(n))),
      shop.pull(6, 60, ['run.py']),
      shop.ci(6, 60, day(6), NO_YAML(6)),
      shop.pull(6, 61, ['run.py', 'requirements.txt'], day(6, 11), 'updated'),
      shop.ci(6, 61, day(6, 12), NO_YAML(8)),
      shop.pull(6, 62, ['run.py', 'requirements.txt', 'setup.cfg', 'tox.ini'], day(6, 13), 'updated'),
      shop.ci(6, 62, day(6, 14)),
      ...shop.repaired(7, 'requirements.txt', NO_YAML(70)),
    )
    const fix = (await shop.patterns('fix')).find(({ name }) => name.endsWith(': dependencies'))

    expect(fix).toMatchObject({ support: 5, counter_cases: 2 })
  })

  it('takes what comes and goes on one commit for unsteady, not for mended', async () => {
    const shop = new Shop()
    const flaky = [1, 2, 3].flatMap((n) => [
      shop.pull(n, n * 10, ['run.py']),
      shop.ci(n, n * 10, day(n, 11), 'Error: connect ECONNREFUSED 127.0.0.1:54321'),
      shop.ci(n, n * 10, day(n, 12)),
    ])
    await shop.append(...flaky)

    expect((await shop.patterns('flaky')).map(({ support }) => support)).toEqual([3])
    expect(await shop.patterns('fix')).toEqual([])
  })
})

describe('what heimlern learns of changes', () => {
  it('claims an area only from three independent bad cases on, and only where others end better', async () => {
    const three = new Shop()
    await three.append(...badAuth(three, 3))
    const two = new Shop()
    await two.append(...badAuth(two, 2))
    const everywhere = new Shop()
    const web = Array.from({ length: 6 }, (_, i) => i + 10).flatMap((n) => [
      everywhere.pull(n, n, ['src/web/page.ts']),
      everywhere.guard(n, 'failed', day(n, 12), 'web'),
    ])
    await everywhere.append(everywhere.configured(), ...web, ...badAuth(everywhere, 3, 0).slice(1))

    expect(await three.patterns('bad')).toMatchObject([
      { pattern: 'bad-auth', support: 3, counter_cases: 0, areas: ['auth'] },
    ])
    expect(await two.patterns('bad')).toEqual([])
    expect((await everywhere.patterns('bad')).map(({ pattern }) => pattern)).not.toContain('bad-auth')
  })

  it('claims it as well when the others that end better come only afterwards', async () => {
    const shop = new Shop()
    const [setup, ...rest] = badAuth(shop, 3)
    await shop.append(setup!, ...rest.slice(-6))
    expect(await shop.patterns('bad')).toEqual([])
    await shop.append(...rest.slice(0, -6))

    expect(await shop.patterns('bad')).toMatchObject([{ pattern: 'bad-auth', support: 3 }])
  })

  it('takes a claim back when enough changes of the area go well', async () => {
    const shop = new Shop()
    await shop.append(...badAuth(shop, 3))
    const well = Array.from({ length: 20 }, (_, i) => i + 40).flatMap((n) => [
      shop.pull(n, n, ['src/auth/login.ts'], day(n)),
      shop.guard(n, 'passed'),
    ])
    await shop.append(...well)
    const told = (await shop.said('pattern.learned.v1'))
      .filter(({ data }) => data.kind === 'bad')
      .map(({ data }) => data)

    expect(told.map(({ state }) => state)).toEqual(['learned', 'learned', 'retired'])
    expect(told[1]!.confidence).toBeLessThan(told[0]!.confidence)
    expect(told[2]!.counter_cases).toBeGreaterThan(5)
  })

  it('retires what a person calls bad, with what was offered because of it, and offers it again once others call it good', async () => {
    const shop = new Shop()
    await shop.append(...badAuth(shop, 3))
    const [told] = (await shop.said('pattern.learned.v1')).filter(({ data }) => data.pattern === 'bad-auth')
    const word = (by: string, verdict: 'good' | 'bad') =>
      draft('feedback.given.v1', {
        subject: told!.subject,
        data: { about: told!.id, subject: told!.subject, repository: shop.name, verdict, by },
      })
    await shop.append(word('person/ada', 'bad'))
    expect(await shop.patterns('bad')).toMatchObject([{ state: 'retired', people: { good: 0, bad: 1 } }])
    expect((await shop.said('rule.retired.v1')).map(({ data }) => data.kind).sort()).toEqual([
      'policy',
      'runbook',
      'template',
    ])
    const { patterns } = await service.json<{ patterns: object[] }>(`/patterns?repository=${shop.name}&kind=bad`)
    expect(patterns).toMatchObject([{ state: 'retired', people: { good: 0, bad: 1, otherwise: 'learned' } }])

    const before = (await shop.said('rule.proposed.v1')).length
    const more = (n: number) => [shop.pull(n, n, ['src/auth/login.ts']), shop.guard(n, 'failed')]
    await shop.append(...[4, 5, 6].flatMap(more))
    expect(await shop.patterns('bad')).toMatchObject([{ state: 'retired', support: 6 }])
    expect(await shop.said('rule.proposed.v1')).toHaveLength(before)

    await shop.append(word('bob', 'good'), ...more(7))
    expect(await shop.patterns('bad')).toMatchObject([{ state: 'learned', support: 7, people: { good: 1, bad: 1 } }])
    expect((await shop.said('rule.proposed.v1')).length).toBeGreaterThan(before)
    const versions = (await shop.said('pattern.learned.v1')).filter(({ data }) => data.pattern === 'bad-auth')
    expect(versions.map(({ data }) => data.version)).toEqual(versions.map((_, i) => i + 1))
  })

  it('hints at no repair, and names none, that a person called bad', async () => {
    const shop = new Shop()
    await shop.append(...[1, 2, 3].flatMap((n) => shop.repaired(n, 'requirements.txt', NO_YAML(n))))
    const fixes = (await shop.said('pattern.learned.v1')).filter(({ data }) => data.kind === 'fix')
    const words = fixes.map(({ id, subject }) =>
      draft('feedback.given.v1', { subject, data: { about: id, subject, verdict: 'bad', by: 'ada' } }),
    )
    await shop.append(...words, shop.pull(9, 90, ['run.py']), shop.ci(9, 90, day(9), NO_YAML(99)))

    expect((await shop.said('outcome.recorded.v1')).at(-1)?.data).not.toHaveProperty('hints')
    const { errors } = await service.json<{ errors: { solved: string }[] }>(`/errors?repository=${shop.name}`)
    expect(errors.map(({ solved }) => solved)).toEqual(errors.map(() => 'no repair is known'))
  })

  it('does not take three changes of one author on one day for three cases', async () => {
    const shop = new Shop()
    const same = [1, 2, 3].flatMap((n) => {
      const opened = shop.pull(n, n, ['src/auth/login.ts'], day(1)) as Draft<'pr.opened.v1'>
      return [{ ...opened, data: { ...opened.data, author: { name: 'Ada' } } }, shop.guard(n, 'failed')]
    })
    await shop.append(...badAuth(shop, 0), ...same)

    expect(await shop.patterns('bad')).toEqual([])
  })

  it('proposes policy, runbook and template with their proof, each of the very bytes of its hash', async () => {
    const shop = new Shop()
    await shop.append(...badAuth(shop, 3))
    const proposed = (await shop.said('rule.proposed.v1')).map(({ data }) => data)

    expect(proposed.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'policy Auth-Changes-Policy',
      'runbook Auth-Changes-Runbook',
      'template Auth-Changes-Checklist',
    ])
    expect(proposed[0]).toMatchObject({
      areas: ['auth'],
      policy: { raise_to: 'medium', guards: ['auth-tests'] },
      proof: {
        fires_on: [3, 2, 1].map((n) => expect.stringContaining(`/${n}`)),
        misses: 0,
        silent_on: 6,
        false_alarms: 0,
      },
    })
    expect(await shop.said('rule.enacted.v1')).toEqual([])
  })

  it('measures a policy in force, makes it stricter when troubles pass it, and retires one that catches nothing', async () => {
    const shop = new Shop()
    await shop.append(...badAuth(shop, 3))
    await enact(shop, 'policy')
    const later = (n: number) => shop.pull(n, n, ['src/auth/login.ts'], day(30 + n))
    await shop.append(later(41), shop.guard(41, 'failed', day(71)), later(42), shop.guard(42, 'passed', day(72)))
    const measured = (await shop.said('rule.measured.v1')).map(({ data }) => data)
    expect(measured.at(-1)).toMatchObject({ kind: 'policy', version: 1, matched: 1, helped: 1, noise: 0 })

    const missed = [51, 52, 53, 54].flatMap((n) => [
      later(n),
      shop.guard(n, 'passed', day(30 + n, 12)),
      draft('incident.detected.v1', {
        subject: `incident/${shop.name}/${n}`,
        time: day(31 + n),
        data: {
          repository: shop.name,
          title: 'Login is down',
          severity: 'error',
          detected_at: day(31 + n),
          caused_by: `pr/${shop.name}/${n}`,
        },
      }),
    ])
    await shop.append(...missed)
    const next = (await shop.said('rule.proposed.v1')).findLast(({ data }) => data.kind === 'policy')
    expect(next?.data).toMatchObject({ supersedes: 1, policy: { raise_to: 'high' } })
    expect(next?.data.diff).toContain('+raise_to: high')

    const idle = new Shop()
    await idle.append(...badAuth(idle, 3))
    await enact(idle, 'policy')
    const quiet = (n: number) => [
      idle.pull(n, n, ['src/auth/a.ts'], day(30 + n)),
      idle.guard(n, 'passed', day(30 + n, 12)),
    ]
    await idle.append(...[41, 42, 43].flatMap(quiet))
    expect(await idle.said('rule.retired.v1')).toEqual([])
    await idle.append(...quiet(44))
    expect((await idle.said('rule.retired.v1')).map(({ data }) => data)).toMatchObject([
      { kind: 'policy', version: 1, by: 'service/heimlern' },
    ])
  })

  it('is read over HTTP, and what may leave the repository has no names, paths or code', async () => {
    const shop = new Shop()
    await shop.append(
      ...badAuth(shop, 3),
      ...[1, 2, 3].flatMap((n) => shop.repaired(40 + n, 'requirements.txt', NO_YAML(n))),
    )
    await mesh.settled()
    const { patterns } = await service.json<{ patterns: { kind: string }[] }>(`/patterns?repository=${shop.name}`)
    expect(new Set(patterns.map(({ kind }) => kind))).toEqual(new Set(['bad', 'error', 'fix']))

    const exported = JSON.stringify(await service.json(`/patterns/export?repository=${shop.name}`))
    expect(exported).toContain('"about":"dependencies"')
    for (const secret of [shop.name, 'auth', 'yaml', 'requirements', 'login', 'src', 'Topic', 'Author', 'tests'])
      expect(exported).not.toContain(secret)

    const { rules } = await service.json<{ rules: { rule: string; state: string }[] }>(
      `/rules?repository=${shop.name}&kind=policy`,
    )
    expect(rules).toMatchObject([{ rule: 'auth-policy', state: 'proposed', latest: 1 }])
    expect(await service.json(`/rules/${shop.name}/auth-policy`)).toMatchObject({
      proposal: { policy: { raise_to: 'medium' } },
    })
    for (const [path, status] of [
      ['/patterns/export', 400],
      ['/patterns?kind=nonsense', 400],
      ['/rules?limit=0', 400],
      [`/rules/${shop.name}/none`, 404],
      ['/rules/none', 404],
    ] as const)
      expect((await service.fetch(path)).status).toBe(status)
  })

  it('tells what mended an error to its own repository, and to another only where both share', async () => {
    const [shop, open, other] = [new Shop('acme/open-a'), new Shop('acme/open-b'), new Shop()]
    const text = (line: number) => `KeyError: 'tax' in /srv/${line}/cart.py`
    await shop.append(
      ...shop.repaired(1, 'requirements.txt', text(7)),
      ...other.repaired(2, 'src/a.ts', 'Error: other'),
    )
    await mesh.settled()
    const known = async (at: TestService, repository: string) => {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: text(99), repository }),
      }
      const body = (await (await at.fetch('/errors/known', init)).json()) as {
        errors: { repository: string; solved: string }[]
      }
      return body.errors.map(({ repository: name, solved }) => `${name}: ${solved}`)
    }
    const answer = [`${shop.name}: solved once by a change of dependencies`]

    expect(await known(service, shop.name)).toEqual(answer)
    expect(await known(service, open.name)).toEqual(answer)
    expect(await known(service, other.name)).toEqual([])
    const bad = await service.fetch('/errors/known', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(bad.status).toBe(400)
  })

  it('keeps everything over a restart, and a rebuild on another mesh comes to the same events and rows', async () => {
    const rows = (from: TestMesh) =>
      from.query(`select shelf, repository, key, value from heimlern.shelf order by shelf, repository, key`)
    const before = await rows(mesh)
    expect(before.length).toBeGreaterThan(50)
    await service.restart()
    await mesh.redeliverAll()
    expect(await rows(mesh)).toEqual(before)

    const heard = (await mesh.events()).filter(({ source }) => source !== 'heimgewebe/heimlern')
    const ours = (events: readonly MeshEvent[]) =>
      events
        .filter(({ source }) => source === 'heimgewebe/heimlern')
        .map(({ id, type, data }) => ({ id, type, data }))
        .sort((a, b) => a.id.localeCompare(b.id))
    const other = await TestMesh.start({ HEIMLERN_ENOUGH_NOISE: '4' })
    try {
      await other.append(
        ...heard.map(
          ({ type, subject, id, time, data, correlationid }) =>
            ({ type, subject, id, time, data, correlationid }) as Draft,
        ),
      )
      await other.boot((source) => AppModule.fromEnvironment(source))
      await other.settled()
      expect(ours(await other.events())).toEqual(ours(await mesh.events()))
    } finally {
      await other.stop()
    }
  })
})
