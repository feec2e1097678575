import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { Graph } from '../src/io/graph.js'
import type { Clusters, SearchAnswer } from '../src/io/search/search-answers.js'
import { SearchIndex } from '../src/io/search/search-index.js'

const repository = 'acme/shop'
const hour = (n: number): string => new Date(Date.UTC(2026, 2, 1, n)).toISOString()
const change = (n: number, title: string, path: string): Draft => {
  const sha = n.toString(16).padStart(40, '0')
  const hunks: [number, number, number, number, string][] = [[1, 1, 1, 1, 'const readConfig = () => {']]
  return draft('change.recorded.v1', {
    subject: `change/${repository}/${sha}`,
    time: hour(n),
    data: {
      repository,
      change: `change/${repository}/${sha}`,
      sha,
      parents: [],
      author: { name: 'Ada', email: 'ada@example.org' },
      authored_at: hour(n),
      committed_at: hour(n),
      title,
      added: 1,
      deleted: 1,
      files: [{ path, status: 'modified', added: 1, deleted: 1, hunks }],
    },
  })
}
const story: Draft[] = [
  change(1, 'Rotate the session keys', 'src/auth/session.ts'),
  change(2, 'Paint the button', 'web/button.css'),
  draft('incident.detected.v1', {
    subject: 'incident/1',
    time: hour(3),
    data: {
      repository,
      title: 'Sessions end at once',
      text: 'users are signed out',
      severity: 'error',
      detected_at: hour(3),
    },
  }),
  draft('incident.resolved.v1', {
    subject: 'incident/1',
    time: hour(4),
    data: { repository, resolution: 'the clock of the proxy was wrong', resolved_at: hour(4) },
  }),
  draft('issue.opened.v1', {
    subject: `issue/${repository}/7`,
    time: hour(5),
    data: { repository, number: 7, title: 'Session keys are never rotated', opened_at: hour(5) },
  }),
  draft('ci.result.v1', {
    subject: `ci/${repository}/${'a'.repeat(40)}`,
    time: hour(6),
    data: { repository, sha: 'a'.repeat(40), pipeline: 'nightly', outcome: 'timed_out', finished_at: hour(6) },
  }),
  draft('ci.result.v1', {
    subject: `ci/${repository}/${'b'.repeat(40)}`,
    time: hour(7),
    data: { repository, sha: 'b'.repeat(40), pipeline: 'nightly', outcome: 'success', finished_at: hour(7) },
  }),
  draft('comment.created.v1', {
    subject: `issue/${repository}/7`,
    time: hour(8),
    data: {
      repository,
      about: `issue/${repository}/7`,
      author: { name: 'Bo' },
      text: 'Seen on staging too',
      created_at: hour(8),
    },
  }),
]

describe('the search of semantah', () => {
  let mesh: TestMesh
  let semantah: TestService
  const found = async (query: string): Promise<string[]> =>
    (await semantah.json<SearchAnswer>(`/search?${query}`)).hits.map(({ subject }) => subject)
  const idle = (): Promise<void> => semantah.get<SearchIndex>(SearchIndex as never).idle()
  const everything = async (): Promise<string> => {
    await idle()
    const paths = ['/search?q=session+keys', '/search?q=readConfig', '/like?subject=incident/1&least=0', '/clusters']
    return JSON.stringify(await Promise.all(paths.map((path) => semantah.json<unknown>(path))))
  }

  beforeAll(async () => {
    mesh = await TestMesh.start()
    semantah = await mesh.boot((source) => AppModule.fromEnvironment(source))
    await mesh.append(...story)
    await mesh.settled()
    await idle()
  })
  afterAll(() => mesh.stop())

  it('finds changes by title, path and function, incidents by report and resolution, issues, failed runs, comments', async () => {
    const [keys, button] = [1, 2].map((n) => `change/${repository}/${n.toString(16).padStart(40, '0')}`)
    expect((await found('q=rotate+session+keys')).slice(0, 2).sort()).toEqual([keys, `issue/${repository}/7`])
    expect((await found('q=button.css'))[0]).toBe(button)
    expect((await found('q=read+config&type=change')).sort()).toEqual([keys, button])
    expect((await found('q=signed+out'))[0]).toBe('incident/1')
    expect((await found('q=clock+of+the+proxy'))[0]).toBe('incident/1')
    expect(await found('q=nightly&type=ci')).toEqual([`ci/${repository}/${'a'.repeat(40)}`])
    expect((await found('q=staging'))[0]).toMatch(/^comment\//)
  })

  it('narrows by type, repository and time', async () => {
    expect(await found(`q=session&type=incident`)).toEqual(['incident/1'])
    expect(await found('q=session&repository=acme/other')).toEqual([])
    expect(await found(`q=session&since=${hour(3)}&until=${hour(4)}`)).toEqual(['incident/1'])
  })

  it('finds what is like a subject, and like a text', async () => {
    const like = await semantah.json<SearchAnswer>(`/like?subject=issue/${repository}/7`)
    expect(like.hits[0]!.title).toBe('Rotate the session keys')
    const response = await semantah.fetch('/like?type=incident', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'sessions of users ended' }),
    })
    expect(((await response.json()) as SearchAnswer).hits[0]!.subject).toBe('incident/1')
    expect((await semantah.json<Clusters>('/clusters?type=change')).documents).toBe(2)
  })

  it('answers what it cannot read with a code and a sentence', async () => {
    const answer = async (path: string, init?: RequestInit): Promise<unknown[]> => {
      const response = await semantah.fetch(path, init)
      const { code, message } = (await response.json()) as { code: string; message: string }
      return [response.status, code, message.length > 10]
    }
    for (const path of [
      '/search',
      '/search?q=%20',
      '/search?q=a&type=x',
      '/search?q=a&limit=101',
      '/search?q=a&since=no',
    ])
      expect(await answer(path)).toEqual([400, 'parameter', true])
    expect(await answer('/search?q=a&least=1.5')).toEqual([400, 'parameter', true])
    expect(await answer('/like?subject=pr/nobody/1')).toEqual([404, 'unknown', true])
    for (const body of ['null', '[]', '{"text":7}'])
      expect(await answer('/like', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).toEqual([
        400,
        'parameter',
        true,
      ])
  })

  it('is described, answer by answer', async () => {
    const { paths } = await semantah.json<{ paths: Record<string, object> }>('/openapi.json')
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/search', '/like', '/clusters']))
    expect(Object.keys(paths['/like']!)).toEqual(['get', 'post'])
  })

  it('is named in the readiness and counted in the metrics', async () => {
    expect(await (await semantah.fetch('/readyz')).text()).toContain('search')
    expect(await (await semantah.fetch('/metrics')).text()).toMatch(/heimgewebe_search_documents(\{[^}]*\})? 6/)
  })

  it('changes nothing when everything is delivered twice', async () => {
    const before = await everything()
    await mesh.redeliverAll()
    expect(await everything()).toBe(before)
  })

  it('gives the same answers again from the log when its file is gone, and leaves the graph as it is', async () => {
    const before = await everything()
    const graph = (): Graph => semantah.get<Graph>(Graph as never)
    const [place, digest] = [graph().position(), await graph().digest()]
    const folder = join(mesh.settings['HEIMGEWEBE_HOME']!, 'semantah')
    // A store that was emptied is a new file.
    const file = async (): Promise<number> => (await stat(join(folder, 'graph', 'graph.lbug'))).birthtimeMs
    const born = await file()
    await semantah.restart(() => rm(join(folder, 'search'), { recursive: true }))
    const { text } = semantah.get<SearchIndex>(SearchIndex as never)
    await eventually(() => text.position() >= story.length)
    await mesh.settled()
    expect(await everything()).toBe(before)
    expect([await file(), graph().position(), await graph().digest()]).toEqual([born, place, digest])
  })

  it('stays as it is when the graph is gone, which is filled again', async () => {
    const before = await everything()
    const digest = await semantah.get<Graph>(Graph as never).digest()
    const generation = semantah.get<SearchIndex>(SearchIndex as never).text.generation()
    await semantah.restart(() => rm(join(mesh.settings['HEIMGEWEBE_HOME']!, 'semantah', 'graph'), { recursive: true }))
    const graph = semantah.get<Graph>(Graph as never)
    await eventually(() => graph.position() >= story.length)
    await mesh.settled()
    expect(await graph.digest()).toBe(digest)
    expect(semantah.get<SearchIndex>(SearchIndex as never).text.generation()).toBe(generation)
    expect(await everything()).toBe(before)
  })
})
