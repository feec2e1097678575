import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { eventually, TestMesh, type TestService } from '@heimgewebe/testing'
import { syncRagToTest } from '../cli/src/commands/sync-rag.js'
import type { Context } from '../cli/src/context.js'
import { Terminal } from '../cli/src/output/terminal.js'
import { readSettings, type Settings } from '../cli/src/stack/settings.js'
import { moduleOf } from './all-services.js'

const repository = 'acme/shop'
const sha = (n: number): string => n.toString(16).padStart(40, '0')
const changeOf = (n: number): string => `change/${repository}/${sha(n)}`
const hour = (n: number): string => new Date(Date.UTC(2026, 2, 1, n)).toISOString()
const commit = (n: number, title: string): Draft =>
  draft('change.recorded.v1', {
    subject: changeOf(n),
    time: hour(n),
    data: {
      repository,
      change: changeOf(n),
      sha: sha(n),
      parents: [],
      author: { name: 'Ada' },
      authored_at: hour(n),
      committed_at: hour(n),
      title,
      added: 1,
      deleted: 1,
      files: [{ path: `src/${n}.ts`, status: 'modified', added: 1, deleted: 1 }],
    },
  })
const incident = (title: string): Draft =>
  draft('incident.detected.v1', {
    subject: 'incident/1',
    time: hour(9),
    data: { repository, title, text: 'users are signed out', severity: 'error', detected_at: hour(9) },
  })
const resolved = draft('incident.resolved.v1', {
  subject: 'incident/1',
  time: hour(10),
  data: { repository, resolution: 'the clock of the proxy was wrong', resolved_at: hour(10) },
})

interface Stack {
  readonly mesh: TestMesh
  readonly semantah: TestService
  readonly settings: Settings
}

const start = async (stack: 'prod' | 'test', extra: NodeJS.ProcessEnv = {}): Promise<Stack> => {
  const mesh = await TestMesh.start(extra)
  const semantah = await mesh.boot(await moduleOf('semantah'))
  const home = mesh.settings['HEIMGEWEBE_HOME']!
  await mkdir(join(home, 'secrets'))
  await writeFile(join(home, 'secrets/token'), 'test-token\n')
  const prefix = stack === 'test' ? 'TEST_' : ''
  const settings = (): Settings =>
    readSettings(
      { [`${prefix}HEIMGEWEBE_HOME`]: home, [`${prefix}SEMANTAH_PORT`]: new URL(semantah.url).port },
      stack,
      '/nowhere',
    )
  return {
    mesh,
    semantah,
    // A service of a test is on another port after a restart.
    get settings() {
      return settings()
    },
  }
}

/** All vectors of a stack as bytes, by what they are about. */
const vectorsOf = ({ settings: { home } }: Pick<Stack, 'settings'>): Map<string, string> => {
  const db = new DatabaseSync(join(home, 'semantah/search/search.db'), { readOnly: true })
  const rows = db.prepare('select subject, hex(numbers) as numbers from vector order by subject').all()
  db.close()
  return new Map(rows.map((row) => [String(row['subject']), String(row['numbers'])]))
}

/** Puts numbers into a vector that no provider would make of its text. */
const alter = ({ settings: { home } }: Stack, subject: string): void => {
  const db = new DatabaseSync(join(home, 'semantah/search/search.db'))
  const numbers = new Float32Array(512)
  numbers[7] = 1
  db.prepare('update vector set numbers = ? where subject = ?').run(new Uint8Array(numbers.buffer), subject)
  db.close()
}

/** Appends to a stack's log, and waits until its semantah has all of it and every vector. */
const tell = async ({ mesh, semantah }: Stack, ...drafts: readonly Draft[]): Promise<void> => {
  const position = (await mesh.append(...drafts)).at(-1)!.position
  await eventually(
    async () => semantah.position >= position && (await waiting(semantah)) === 0,
    () => `semantah is at ${semantah.position} instead of ${position}, or vectors are missing`,
  )
}

const waiting = async (semantah: TestService): Promise<number> =>
  (await semantah.json<{ waiting: number }>('/copies')).waiting

const sync = async (prod: Settings, test: Settings): Promise<Record<string, unknown>> => {
  let text = ''
  const terminal = new Terminal({ write: (part) => (text += part) }, { write: () => true }, {})
  const context = { terminal, settings: prod, json: true } as unknown as Context
  expect(await syncRagToTest(context, test)).toBe(0)
  return JSON.parse(text) as Record<string, unknown>
}

const LIKE = `/like?subject=${changeOf(1)}&least=0`
const QUESTIONS = [LIKE, '/like?subject=incident/1&least=0', '/search?q=session+keys', '/search?q=clock+of+the+proxy']

describe('sync-rag-to-test', () => {
  let prod: Stack
  let test: Stack
  const answers = ({ semantah }: Stack): Promise<unknown[]> =>
    Promise.all(QUESTIONS.map((path) => semantah.json<unknown>(path)))

  beforeAll(async () => {
    ;[prod, test] = [await start('prod'), await start('test')]
    await tell(
      prod,
      commit(1, 'Rotate the session keys'),
      commit(2, 'Paint the button'),
      commit(3, 'Keep the keys of a session'),
      incident('Sessions end at once'),
      resolved,
    )
  })
  afterAll(async () => {
    await test.mesh.stop()
    await prod.mesh.stop()
  })

  it('copies vectors bit for bit, with their documents and nodes, and TEST answers as PROD does', async () => {
    alter(prod, changeOf(2))
    expect(await sync(prod.settings, test.settings)).toEqual({
      vectors: { written: 4, unchanged: 0, own: 0 },
      nodes: { written: 4, unchanged: 0, own: 0 },
      waiting: 0,
      provider: 'local-lexical-1',
      dimension: 512,
    })
    expect(vectorsOf(test)).toEqual(vectorsOf(prod))
    await prod.semantah.restart(() => Promise.resolve())
    expect(await answers(test)).toEqual(await answers(prod))
    const { nodes, relations } = await test.semantah.json<{ nodes: object; relations: object }>('/graph/counts')
    expect([nodes, relations]).toEqual([{ commit: 3, incident: 1 }, {}])
    const copied = await test.semantah.json<{ nodes: unknown[] }>('/graph/neighbours?node=incident/1')
    const original = await prod.semantah.json<{ nodes: unknown[] }>('/graph/neighbours?node=incident/1')
    expect(copied.nodes[0]).toEqual(original.nodes[0])
  })

  it('changes nothing the second time, and says so', async () => {
    const before = vectorsOf(test)
    expect(await sync(prod.settings, test.settings)).toMatchObject({
      vectors: { written: 0, unchanged: 4, own: 0 },
      nodes: { written: 0, unchanged: 4, own: 0 },
    })
    expect(vectorsOf(test)).toEqual(before)
  })

  it('keeps the copies over a restart of TEST, without making a vector anew', async () => {
    const before = await answers(test)
    await test.semantah.restart(() => Promise.resolve())
    expect(await answers(test)).toEqual(before)
    expect(vectorsOf(test)).toEqual(vectorsOf(prod))
    expect((await test.semantah.json<{ nodes: object }>('/graph/counts')).nodes).toEqual({ commit: 3, incident: 1 })
  })

  it('brings only what is new in PROD', async () => {
    await tell(prod, commit(4, 'Session keys end with the session'))
    expect(await sync(prod.settings, test.settings)).toMatchObject({
      vectors: { written: 1, unchanged: 4 },
      nodes: { written: 1, unchanged: 4 },
    })
    expect(await answers(test)).toEqual(await answers(prod))
  })

  it("leaves what TEST's own log speaks of as that has it", async () => {
    await tell(test, incident('An exercise'), commit(8, 'Only here'))
    expect(await sync(prod.settings, test.settings)).toMatchObject({
      vectors: { written: 0, unchanged: 4, own: 1 },
      nodes: { written: 0, unchanged: 4, own: 1 },
    })
    const { hits } = await test.semantah.json<{ hits: { subject: string; title: string }[] }>('/search?q=exercise')
    expect(hits.map(({ subject, title }) => [subject, title])).toEqual([['incident/1', 'An exercise']])
    expect(vectorsOf(test).get(changeOf(2))).toBe(vectorsOf(prod).get(changeOf(2)))
  })

  it('refuses one stack as both ends, a TEST that never was, one that is down, and the other direction', async () => {
    const none = { ...test.settings, home: '/nowhere/test' }
    const down = {
      ...test.settings,
      ports: { ...test.settings.ports, services: { ...test.settings.ports.services, semantah: 1 } },
    }
    const shared = { ...prod.settings, home: test.settings.home }
    await expect(sync(prod.settings, { ...test.settings, home: prod.settings.home })).rejects.toMatchObject({
      exitCode: 2,
    })
    await expect(sync(prod.settings, shared)).rejects.toThrow('one stack, not two')
    await expect(sync(prod.settings, none)).rejects.toThrow('TEST was never started in /nowhere/test')
    await expect(sync(prod.settings, down)).rejects.toMatchObject({ exitCode: 3 })
    await expect(sync(test.settings, test.settings)).rejects.toThrow('no other direction')
  })

  it('refuses vectors of another dimension and pages that are not whole, and writes nothing of them', async () => {
    const other = await start('test', { SEMANTAH_LOCAL_DIMENSION: '64' })
    try {
      await expect(sync(prod.settings, other.settings)).rejects.toThrow('local-lexical-1 with 64 numbers')
      const { documents } = await prod.semantah.json<{ documents: object[] }>('/copies/documents')
      const hand = async (body: unknown): Promise<unknown[]> => {
        const headers = { 'content-type': 'application/json' }
        const response = await other.semantah.fetch('/copies/documents', {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        })
        return [response.status, ((await response.json()) as { code: string }).code]
      }
      const provider = 'local-lexical-1'
      expect(await hand({ provider, dimension: 512, documents })).toEqual([409, 'provider'])
      expect(await hand({ provider, dimension: 64, documents })).toEqual([409, 'provider'])
      expect(await hand({ provider, dimension: 64, documents: [{ subject: 'x' }] })).toEqual([400, 'parameter'])
      expect(await hand(null)).toEqual([400, 'parameter'])
      expect(await other.semantah.json('/copies')).toMatchObject({ documents: 0 })
      expect((await other.semantah.json<{ nodes: object }>('/graph/counts')).nodes).toEqual({})
    } finally {
      await other.mesh.stop()
    }
  })
})
