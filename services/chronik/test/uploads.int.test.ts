import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestMesh } from '@heimgewebe/testing'

const SHA = 'a'.repeat(40)
const RUN = `repository=acme/shop&sha=${SHA}&pipeline=build`
const JUNIT =
  '<testsuite><testcase name="login"><failure message="401"/></testcase><testcase name="logout"/></testsuite>'

interface Answer {
  readonly appended: readonly { readonly duplicate: boolean }[]
  readonly message?: string
}

describe('uploads', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start({ CHRONIK_REPORT_BODY_LIMIT: '2000000' })
  })
  afterAll(() => mesh.stop())

  const post = (path: string, body: string | Buffer, type = 'application/octet-stream'): Promise<Response> =>
    mesh.chronik.fetch(path, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: { 'content-type': type },
    })

  describe('of build servers', () => {
    it('become the result of the run, with the failed tests by name, once however often they come', async () => {
      const query = `${RUN}&run=7&finished_at=2026-03-01T10:00:00Z`
      const first = (await (await post(`/intake/ci?${query}`, JUNIT)).json()) as Answer
      const again = (await (await post(`/intake/ci?${query}`, JUNIT)).json()) as Answer

      expect([...first.appended, ...again.appended].map(({ duplicate }) => duplicate)).toEqual([false, true])
      expect((await mesh.events('ci.result.v1')).map(({ data }) => data)).toEqual([
        {
          repository: 'acme/shop',
          sha: SHA,
          pipeline: 'build',
          run: '7',
          outcome: 'failure',
          finished_at: '2026-03-01T10:00:00.000Z',
          tests: { passed: 1, failed: 1, skipped: 0 },
          failures: [{ name: 'login', message: '401' }],
        },
      ])
    })

    it.each([
      [
        'lcov',
        'SF:src/a.ts\nDA:1,1\nDA:2,0\nend_of_record\n',
        { coverage_percent: 50, coverage: { lines: 2, covered: 1 } },
      ],
      [
        'Cobertura',
        '<coverage><packages><package><classes><class filename="a.py"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>',
        { coverage_percent: 100, outcome: 'neutral' },
      ],
      [
        'SARIF',
        JSON.stringify({
          version: '2.1.0',
          runs: [{ results: [{ ruleId: 'x', level: 'error', message: { text: 'bad' } }] }],
        }),
        { outcome: 'failure', findings: { error: 1, items: [{ rule: 'x', level: 'error', text: 'bad' }] } },
      ],
      ['JUnit in UTF-16', Buffer.from(`\ufeff${JUNIT}`, 'utf16le'), { tests: { passed: 1, failed: 1 } }],
    ])('are read as %s', async (name, body, expected) => {
      const response = await post(`/intake/ci?${RUN}&run=${encodeURIComponent(name)}`, body)

      expect(response.status).toBe(202)
      expect((await mesh.events('ci.result.v1')).at(-1)!.data).toMatchObject(expected)
    })

    it.each([
      ['no repository', `sha=${SHA}&pipeline=x`, JUNIT, /repository/],
      ['a short commit', 'repository=a/b&sha=abc&pipeline=x', JUNIT, /sha/],
      ['no pipeline', `repository=a/b&sha=${SHA}`, JUNIT, /pipeline/],
      ['a report of nobody', RUN, 'all is well', /none of JUnit/],
      ['an entity bomb', RUN, '<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>', /document type/],
      ['nothing', RUN, '', /none of JUnit/],
      ['a time that is none', `${RUN}&finished_at=yesterday`, JUNIT, /finished_at/],
    ])('are refused in words with %s', async (_, query, body, why) => {
      const response = await post(`/intake/ci?${query}`, body)

      expect(response.status).toBe(400)
      expect(((await response.json()) as Answer).message).toMatch(why)
    })

    it('are refused with 413 when they are too large', async () => {
      const response = await post(`/intake/ci?${RUN}`, 'x'.repeat(2_100_000)).catch(() => undefined)
      if (response) expect(response.status).toBe(413)
      expect((await post(`/intake/ci?${RUN}&run=after`, JUNIT)).status).toBe(202)
    })

    it('keep a huge report within the size of an event', async () => {
      const cases = Array.from(
        { length: 4000 },
        (_, at) => `<testcase name="${at} ${'n'.repeat(300)}"><failure/></testcase>`,
      )
      const response = await post(`/intake/ci?${RUN}&run=huge`, `<testsuite>${cases.join('')}</testsuite>`)

      expect(response.status).toBe(202)
      const [result] = (await mesh.events('ci.result.v1')).slice(-1)
      expect([result!.data.tests?.failed, result!.data.failures?.length]).toEqual([4000, 50])
    })
  })

  describe('of CDEvents', () => {
    const cdevent = (type: string, content: object, custom: object = {}, id = 'e1'): object => ({
      context: { version: '0.5.1', id, source: 'https://ci.example.org', type, timestamp: '2026-03-01T10:00:00Z' },
      subject: { id: 'run-9', source: 'https://ci.example.org', content },
      customData: custom,
    })

    it('become what they say, once by source and id', async () => {
      const event = cdevent(
        'dev.cdevents.pipelinerun.finished.0.3.0',
        { pipelineName: 'deploy', outcome: 'failure', uri: 'https://ci.example.org/9' },
        { repository: 'acme/shop', sha: SHA },
      )
      const first = (await (await post('/intake/cdevents', JSON.stringify(event), 'application/json')).json()) as Answer
      const enveloped = {
        specversion: '1.0',
        id: 'e1',
        source: 'https://ci.example.org',
        type: 'dev.cdevents.pipelinerun.finished.0.3.0',
        data: event,
      }
      const again = (await (
        await post('/intake/cdevents', JSON.stringify([enveloped]), 'application/json')
      ).json()) as Answer

      expect([...first.appended, ...again.appended].map(({ duplicate }) => duplicate)).toEqual([false, true])
      expect((await mesh.events('ci.result.v1')).at(-1)).toMatchObject({
        data: { pipeline: 'deploy', outcome: 'failure', run: 'run-9', sha: SHA },
      })
    })

    it('resolve the incident that they opened', async () => {
      const content = { description: 'Logins fail', environment: { id: 'prod' }, service: { id: 'auth' } }
      for (const [kind, id] of [
        ['detected', 'i1'],
        ['resolved', 'i2'],
      ])
        await post('/intake/cdevents', JSON.stringify(cdevent(`dev.cdevents.incident.${kind}.0.3.0`, content, {}, id)))
      const [detected] = await mesh.events('incident.detected.v1')
      const [resolved] = await mesh.events('incident.resolved.v1')

      expect(detected).toMatchObject({ data: { title: 'Logins fail', service: 'auth' }, subject: resolved!.subject })
    })

    it('are kept as they came where the mesh has no word for them, or too little is said', async () => {
      await post('/intake/cdevents', JSON.stringify(cdevent('dev.cdevents.artifact.published.0.3.0', {}, {}, 'a1')))
      await post('/intake/cdevents', JSON.stringify(cdevent('dev.cdevents.change.merged.0.3.0', {}, {}, 'a2')))

      expect((await mesh.events('cdevent.received.v1')).map(({ data }) => [data.type, data.id])).toEqual([
        ['dev.cdevents.artifact.published.0.3.0', 'a1'],
        ['dev.cdevents.change.merged.0.3.0', 'a2'],
      ])
    })

    it('may come to the door of events as well', async () => {
      const event = cdevent('dev.cdevents.incident.detected.0.3.0', { description: 'Disk is full' }, {}, 'd1')
      const enveloped = {
        specversion: '1.0',
        id: 'd1',
        source: 'https://ci.example.org',
        type: 'dev.cdevents.incident.detected.0.3.0',
        subject: 'x',
        data: event,
      }
      const response = await post('/events', JSON.stringify(enveloped), 'application/cloudevents+json')

      expect(response.status).toBe(201)
      expect((await mesh.events('incident.detected.v1')).at(-1)!.data.title).toBe('Disk is full')
    })

    it.each(['{}', '[]', 'null', '{"context":{"type":"com.example"}}', 'no json'])(
      'refuse %s without a crash',
      async (body) => {
        const { status } = await post('/intake/cdevents', body, 'application/json')

        expect([202, 400]).toContain(status)
        expect(status).toBe(body === '[]' ? 202 : 400)
      },
    )

    it('are given out, each with its chain and the event that led to it', async () => {
      const { events, next } = await mesh.chronik.json<{
        events: { type: string; data: { context: { chainId: string } } }[]
        next: number
      }>('/cdevents?limit=1000')

      expect(events.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['dev.cdevents.pipelinerun.finished.0.3.0', 'dev.cdevents.incident.detected.0.3.0']),
      )
      expect(events.every(({ data }) => data.context.chainId !== '')).toBe(true)
      expect(await mesh.chronik.json(`/cdevents?after=${next}`)).toEqual({ events: [], next })
      expect((await mesh.chronik.fetch('/cdevents?limit=0')).status).toBe(400)
    })
  })

  describe('of events with an expected version', () => {
    const append = (number: number, expected: string): Promise<Response> =>
      mesh.chronik.fetch('/events', {
        method: 'POST',
        body: JSON.stringify({
          type: 'issue.closed.v1',
          source: '/test',
          subject: 'issue/acme/shop/1',
          data: { repository: 'acme/shop', number, closed_at: '2026-03-01T10:00:00Z' },
        }),
        headers: { 'content-type': 'application/cloudevents+json', 'x-expected-version': expected },
      })

    it('are taken at that version only', async () => {
      const stream = encodeURIComponent('issue/acme/shop/1')
      const statuses = []
      for (const expected of [`${stream}=none`, `${stream}=none`, `${stream}=1`, `${stream}=7`, 'nonsense'])
        statuses.push((await append(1, expected)).status)

      expect(statuses).toEqual([201, 409, 201, 409, 400])
    })
  })
})
