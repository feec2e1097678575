import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AnyDraft, type Draft, draft } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppModule } from '../src/app.module.js'
import { Graph } from '../src/io/graph.js'
import type { Affected } from '../src/io/questions/affected-areas.js'
import type { CoChanges } from '../src/io/questions/co-changes.js'
import type { FileHistory } from '../src/io/questions/file-history.js'
import type { Hotspots } from '../src/io/questions/hotspots.js'
import type { Owners } from '../src/io/questions/owners.js'
import type { Counts, GraphRelation, NamedNodes, RelatedChanges, Subgraph } from '../src/io/graph-answers.js'

const repository = 'acme/shop'
const ada = { name: 'Ada', email: 'ada@example.org' }
const sha = (n: number): string => n.toString(16).padStart(40, '0')
const hour = (n: number): string => new Date(Date.UTC(2026, 2, 1, n)).toISOString()
const change = (n: number, ...paths: string[]): Draft =>
  draft('change.recorded.v1', {
    subject: `change/${repository}/${sha(n)}`,
    time: hour(n),
    data: {
      repository,
      change: `change/${repository}/${sha(n)}`,
      sha: sha(n),
      parents: [],
      author: ada,
      authored_at: hour(n),
      committed_at: hour(n),
      title: `change ${n}`,
      added: 1,
      deleted: 0,
      files: paths.map((path) => ({ path, status: 'modified' as const, added: 1, deleted: 0 })),
    },
  })
const incident = (n: number, more: Partial<Extract<AnyDraft, { type: 'incident.detected.v1' }>['data']>): Draft =>
  draft('incident.detected.v1', {
    subject: `incident/${n}`,
    time: hour(100 + n),
    data: { repository, title: `incident ${n}`, severity: 'error', detected_at: hour(100 + n), ...more },
  })
const of = (node: string, more = ''): string => `/graph/neighbours?node=${encodeURIComponent(node)}${more}`

describe('semantah', () => {
  let mesh: TestMesh
  let semantah: TestService
  const digest = (): Promise<string> => semantah.get<Graph>(Graph as never).digest()

  beforeAll(async () => {
    mesh = await TestMesh.start()
    semantah = await mesh.boot((source) => AppModule.fromEnvironment(source))
    await mesh.append(change(1, 'src/auth/login.ts', 'src/auth/token.ts'), change(2, 'src/auth/login.ts', 'README.md'))
    await mesh.append(
      draft('pr.opened.v1', {
        subject: `pr/${repository}/42`,
        time: hour(5),
        data: {
          repository,
          number: 42,
          branch: 'auth',
          base_branch: 'main',
          head: sha(42),
          title: 'Refresh tokens',
          body: 'Fixes #7 and touches other/place#9. <script>alert(1)</script> "; MATCH (n) DETACH DELETE n //',
          author: ada,
          added: 3,
          deleted: 0,
          files_known: true,
          files: [{ path: 'src/auth/token.ts', status: 'modified', added: 3, deleted: 0 }],
        },
      }),
      incident(1, { files: ['src/auth/login.ts'], service: 'src/auth' }),
      incident(2, { files: ['src/auth/login.ts'] }),
      incident(3, { files: ['src/auth/login.ts'], caused_by: `change/${repository}/${sha(2)}` }),
      incident(7, { caused_by: `pr/${repository}/42` }),
    )
    await mesh.settled()
  })
  afterAll(() => mesh.stop())

  it('links an issue to a pull request and on to its files, from the text alone', async () => {
    const { relations } = await semantah.json<Subgraph>(of(`issue/${repository}/7`, '&depth=2'))
    expect(relations.map(({ from, type, to }) => [from, type, to])).toEqual(
      expect.arrayContaining([
        [`pr/${repository}/42`, 'mentions', `issue/${repository}/7`],
        [`pr/${repository}/42`, 'touches', `file/${repository}/src/auth/token.ts`],
      ]),
    )
  })

  it('finds three incidents around a file that three incidents hit', async () => {
    const { relations } = await semantah.json<Subgraph>(of(`file/${repository}/src/auth/login.ts`, '&type=affects'))
    expect(relations.map(({ from }) => from)).toEqual(['incident/3', 'incident/2', 'incident/1'])
  })

  it('says which incident a pull request caused, with the event that says so', async () => {
    const { relations } = await semantah.json<Subgraph>(of(`pr/${repository}/42`, '&type=causes'))
    const [caused] = relations
    expect(caused).toMatchObject({ to: 'incident/7', confidence: 1, event: { type: 'incident.detected.v1' } })
    expect(await semantah.json<GraphRelation>(`/graph/relations/${caused!.id}`)).toEqual(caused)
    const events = await mesh.events('incident.detected.v1')
    expect(events.map(({ id }) => id)).toContain(caused!.event.id)
  })

  it('finds the changes that touched what a change touches, and their incidents', async () => {
    const { changes } = await semantah.json<RelatedChanges>(`/graph/related?change=change/${repository}/${sha(1)}`)
    expect(changes.map(({ change: { id }, files }) => [id, files.length])).toEqual([
      [`pr/${repository}/42`, 1],
      [`change/${repository}/${sha(2)}`, 1],
    ])
    expect(changes[1]!.incidents.map(({ incident: { id } }) => id)).toEqual(['incident/3'])
  })

  it('finds the path from a change to an incident', async () => {
    const path = await semantah.json<Subgraph & { found: boolean }>(
      `/graph/path?from=change/${repository}/${sha(1)}&to=incident/7&max=4`,
    )
    expect(path.found).toBe(true)
    expect(path.relations.at(-1)).toMatchObject({ type: 'causes', to: 'incident/7' })
  })

  it('says which incidents a file was involved in, and which person and files go with it', async () => {
    const login = `file/${repository}/src/auth/login.ts`
    const { incidents, changes } = await semantah.json<FileHistory>(`/graph/history?file=${login}`)
    expect(incidents.map(({ incident: { id }, how }) => [id, how])).toEqual([
      ['incident/3', ['caused', 'hit']],
      ['incident/2', ['hit']],
      ['incident/1', ['hit']],
    ])
    expect(changes.map(({ change: { title } }) => title)).toEqual(['change 2', 'change 1'])
    const owners = await semantah.json<Owners>(`/graph/owners?about=area/${repository}/src/auth`)
    expect(owners.owners).toMatchObject([{ person: { id: 'person/ada@example.org' }, share: 1, changes: 3 }])
    const partners = await semantah.json<CoChanges>(`/graph/cochanges?file=${login}`)
    expect(partners.partners.map(({ file: { title }, support, confidence }) => [title, support, confidence])).toEqual([
      ['README.md', 1, 0.5],
      ['src/auth/token.ts', 1, 0.5],
    ])
    const { hotspots } = await semantah.json<Hotspots>(`/graph/hotspots?repository=${repository}`)
    expect(hotspots[0]).toMatchObject({ file: { id: login }, changes: 2, trouble: 3, score: 8 })
  })

  it('orders what is called so by what is around it, or the newest first', async () => {
    const named = async (of: string, order: string): Promise<string[]> => {
      const { nodes } = await semantah.json<NamedNodes>(`/graph/nodes?q=${of}/&kind=${of}&order=${order}&limit=3`)
      return nodes.map(({ id }) => id)
    }
    expect((await named('file', 'used'))[0]).toBe(`file/${repository}/src/auth/login.ts`)
    expect((await named('file', 'name'))[0]).toBe(`file/${repository}/README.md`)
    expect(await named('incident', 'newest')).toEqual(['incident/7', 'incident/3', 'incident/2'])
    expect(await named('incident', 'name')).toEqual(['incident/1', 'incident/2', 'incident/3'])
  })

  it('finds the services that a change reaches through what uses what, in other repositories too', async () => {
    const areas = [
      { name: 'auth', paths: ['src/auth/**'], used_by: ['api', 'acme/web:checkout'] },
      { name: 'api', paths: ['src/api/**'], used_by: ['worker'] },
    ]
    const pay = 'acme/pay'
    const one = change(61, 'src/auth/session.ts') as Draft<'change.recorded.v1'>
    const subject = `change/${pay}/${sha(61)}`
    await mesh.append(
      draft('configuration.recorded.v1', {
        subject: `repository/${pay}`,
        time: hour(200),
        data: { repository: pay, sha: sha(60), areas, guards: [], problems: [] },
      }),
      { ...one, subject, data: { ...one.data, repository: pay, change: subject } },
    )
    await mesh.settled()
    const found = await semantah.json<Affected>(`/graph/affected?change=${subject}`)
    expect(found.areas.map(({ area: { id }, distance }) => [id, distance])).toEqual([
      [`area/${pay}/auth`, 0],
      [`area/${pay}/api`, 1],
      ['area/acme/web/checkout', 1],
      [`area/${pay}/worker`, 2],
    ])
    expect(found.areas[3]!.because).toMatchObject({ type: 'used_by', event: { type: 'configuration.recorded.v1' } })
  })

  it('tells a past moment by a time and by a position', async () => {
    const about = `pr/${repository}/42`
    const at = async (moment: string): Promise<number> =>
      (await semantah.json<Subgraph>(of(about, `&at=${encodeURIComponent(moment)}`))).relations.length
    expect(await at(hour(4))).toBe(0)
    expect(await at('2')).toBe(0)
    expect(await at(hour(5))).toBe(4)
    expect((await semantah.fetch(of(about, '&at=yesterday'))).status).toBe(400)
  })

  it('keeps the history of a repository that goes on under another name', async () => {
    const moved = 'elsewhere/shop'
    const first = (home: string, n: number): Draft => {
      const one = change(n, 'src/first.ts') as Draft<'change.recorded.v1'>
      const subject = `change/${home}/${sha(70)}`
      return { ...one, subject, data: { ...one.data, repository: home, change: subject, sha: sha(70) } }
    }
    await mesh.append(first(repository, 70), incident(70, { files: ['src/first.ts'] }), first(moved, 71))
    await mesh.settled()
    const path = `/graph/history?file=file/${moved}/src/first.ts`
    const { names, incidents, renames } = await semantah.json<FileHistory>(path)
    expect(names).toEqual([`file/${repository}/src/first.ts`])
    expect(incidents.map(({ incident: { id } }) => id)).toEqual(['incident/70'])
    expect(renames).toMatchObject([{ type: 'continues', to: `repository/${repository}`, confidence: 0.8 }])
  })

  it('describes its API, every path of which answers', async () => {
    const { paths } = await semantah.json<{ paths: Record<string, unknown> }>('/openapi.json')
    for (const path of Object.keys(paths)) {
      const { status } = await semantah.fetch(path)
      expect([path, [200, 400, 404].includes(status)]).toEqual([path, true])
      expect(await (await semantah.fetch(path)).text()).not.toContain('Cannot GET')
    }
  })

  it('takes a commit of a thousand files with odd names', async () => {
    const paths = Array.from({ length: 1000 }, (_, n) => `wide/${n} it's "odd" \\ \n ü/${n}.txt`)
    await mesh.append(change(50, ...paths))
    await mesh.settled()
    const found = await semantah.json<Subgraph>(of(`change/${repository}/${sha(50)}`, '&limit=1000'))
    expect([found.relations.length, found.truncated]).toEqual([1000, true])
    expect((await semantah.json<Subgraph>(of(`file/${repository}/${paths[7]!}`))).relations.length).toBe(2)
  })

  it('answers what it does not know and cannot read with a code and a sentence', async () => {
    const answer = async (path: string): Promise<unknown[]> => {
      const response = await semantah.fetch(path)
      const { code, message } = (await response.json()) as { code: string; message: string }
      return [response.status, code, message.length > 10]
    }
    expect(await answer(of('pr/nobody/1'))).toEqual([404, 'unknown', true])
    expect(await answer('/graph/neighbours')).toEqual([400, 'parameter', true])
    expect(await answer('/graph/nodes?q=file&order=size')).toEqual([400, 'parameter', true])
    expect(await answer(of('a', '&limit=1001'))).toEqual([400, 'parameter', true])
    expect(await answer(of('a', '&depth=3'))).toEqual([400, 'parameter', true])
    expect(await answer('/graph/path?from=a&to=b&max=7')).toEqual([400, 'parameter', true])
    expect(await answer('/graph/related?change=x')).toEqual([404, 'unknown', true])
    expect(await answer('/graph/relations/1-1%27')).toEqual([404, 'unknown', true])
    expect((await semantah.fetch('/graph/counts', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
  })

  it('names the graph in its readiness and counts it in its metrics', async () => {
    const ready = await (await semantah.fetch('/readyz')).text()
    expect(ready).toContain('graph')
    const metrics = await (await semantah.fetch('/metrics')).text()
    expect(metrics).toMatch(/heimgewebe_graph_nodes\{[^}]*kind="incident"[^}]*\} 5/)
    expect(metrics).toContain('heimgewebe_graph_batch_duration_seconds_count')
  })

  it('holds what belongs to an epic, until it is taken out', async () => {
    const about = (epic: string) => ({ subject: `epic/${epic}` })
    const change = `pr/${repository}/42`
    await mesh.append(
      draft('epic.opened.v1', { ...about('db'), data: { epic: 'db', title: 'Move', issue: `issue/${repository}/7` } }),
      ...['db', 'web'].map((epic) => draft('epic.linked.v1', { ...about(epic), data: { epic, change, repository } })),
    )
    await mesh.settled()
    const members = async () =>
      (await semantah.json<Subgraph>(of('epic/db'))).relations.map(({ from, type }) => `${from} ${type}`).sort()
    expect(await members()).toEqual([`issue/${repository}/7 belongs_to`, `${change} belongs_to`])
    await mesh.append(
      draft('epic.unlinked.v1', { ...about('db'), data: { epic: 'db', subject: change, remaining: ['web'] } }),
    )
    await mesh.settled()

    expect(await members()).toEqual([`issue/${repository}/7 belongs_to`])
    expect((await semantah.json<Subgraph>(of('epic/web'))).relations.map(({ from }) => from)).toEqual([change])
  })

  it('changes nothing when everything is delivered twice', async () => {
    const before = await digest()
    await mesh.redeliverAll()
    expect(await digest()).toBe(before)
  })

  it('neither loses nor doubles when the place in Postgres is behind the graph, as after a kill between the commits', async () => {
    const before = await digest()
    await semantah.restart(() =>
      mesh.query('with gone as (delete from semantah.mesh_inbox) update semantah.mesh_cursor set position = 3'),
    )
    await mesh.settled()
    expect(await digest()).toBe(before)
  })

  it('builds the graph anew where an earlier version made it, which told less of the same events', async () => {
    const before = await digest()
    await mesh.append(
      draft('pattern.learned.v1', {
        subject: `pattern/${repository}/raw-sql`,
        data: {
          ...{ repository, pattern: 'raw-sql', name: 'raw SQL', kind: 'bad', version: 1, state: 'learned' },
          ...{ statement: 'Three changes failed.', support: 3, counter_cases: 0, confidence: 0.6 },
          cases: [{ subject: `pr/${repository}/42`, events: ['019ca8f0-0000-7000-8000-000000000001'] }],
        },
      }),
    )
    await mesh.settled()
    const after = await digest()
    expect(after).not.toBe(before)
    const { relations } = await semantah.json<Subgraph>(of(`pr/${repository}/42`))
    const shown = relations.filter(({ type }) => type === 'shown_by')
    expect(shown).toMatchObject([{ from: `pattern/${repository}/raw-sql`, confidence: 0.6 }])

    const places = () => mesh.query<{ name: string }>("select name from semantah.graph_place where name like 'graph%'")
    const [{ name } = { name: '' }] = await places()
    await semantah.restart(() => mesh.query("update semantah.graph_place set name = 'graph' where name like 'graph%'"))
    await filled(semantah, mesh)
    expect(await places()).toEqual([{ name }])
    expect(await digest()).toBe(after)
  })

  it('builds the same graph again from the log when its store is gone', async () => {
    const before = await digest()
    await semantah.restart(() => rm(join(mesh.settings['HEIMGEWEBE_HOME']!, 'semantah'), { recursive: true }))
    await filled(semantah, mesh)
    expect(await digest()).toBe(before)
    expect((await semantah.json<Counts>('/graph/counts')).nodes['incident']).toBe(5)
  })
})

/** Waits until the graph is at the place of the last event that concerns it. */
const filled = async (semantah: TestService, mesh: TestMesh): Promise<void> => {
  const last = (await mesh.events()).at(-1)!.position
  await eventually(async () => (await semantah.json<Counts>('/graph/counts')).position >= last)
  await mesh.settled()
}
