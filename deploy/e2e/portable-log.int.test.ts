import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize } from 'node:v8'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type ChainReport, readChain } from '@heimgewebe/segments'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { copyLog } from '../cli/src/job/copy-log.js'
import { moduleOf } from './all-services.js'

const ROOT = join(import.meta.dirname, '../..')
const FAST = { CHRONIK_SEGMENT_EVERY: '50ms', CHRONIK_SEGMENT_BYTES: '30000' }
const story = readFileSync(join(ROOT, 'deploy/demo/auth-story.jsonl'), 'utf8').trim().split('\n')

const bootSichter = async (mesh: TestMesh): Promise<void> => {
  await mesh.boot(await moduleOf('sichter'))
}

const tell = async (mesh: TestMesh, lines: readonly string[]): Promise<void> => {
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  const response = await mesh.chronik.fetch('/events', { method: 'POST', headers, body: `[${lines.join(',')}]` })
  expect(response.status).toBe(201)
}

const folderOf = (mesh: TestMesh): string => join(mesh.settings['HEIMGEWEBE_HOME']!, 'chronik/segments')

/** The portable log when it has all that the log has. */
const written = async (mesh: TestMesh): Promise<ChainReport> => {
  const [row] = await mesh.query<{ head: number }>('select (next - 1)::integer as head from chronik.sequencer')
  return eventually(async () => {
    const report = await readChain(folderOf(mesh)).catch(() => undefined)
    return (report?.problem !== undefined || report?.position === row!.head) && report
  })
}

const rowsOf = async (mesh: TestMesh, table: string): Promise<string[]> =>
  (await mesh.query<{ row: string }>(`select t::text as row from ${table} t order by 1`)).map(({ row }) => row)

const readModelOf = async (mesh: TestMesh, schema: string): Promise<Record<string, string[]>> => {
  const tables = await mesh.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = $1 and table_name !~ '^(mesh_|kysely_|journal$)' order by 1`,
    [schema],
  )
  const all = await Promise.all(
    tables.map(async ({ name }) => [name, await rowsOf(mesh, `${schema}.${name}`)] as const),
  )
  return Object.fromEntries(all)
}

/** sichter's journal: how its inputs are cut into rows depends on how they came in; what they say does not. */
const journalOf = async (mesh: TestMesh): Promise<unknown[]> => {
  const rows = await mesh.query<{ inputs: Buffer }>('select inputs from sichter.journal order by repository, seq')
  return rows.flatMap(({ inputs }) => deserialize(inflateRawSync(inputs)) as unknown[])
}

const restore = (mesh: TestMesh, from: string): Promise<Response> =>
  mesh.chronik.fetch('/log/restore', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from }),
  })

describe('the portable log', () => {
  let mesh: TestMesh
  let copy: string
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'heimgewebe-copy-'))
    mesh = await TestMesh.start(FAST)
    await bootSichter(mesh)
    await tell(mesh, story.slice(0, 60))
    await mesh.settled()
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(copy, { recursive: true, force: true })
  })

  it('is whole again after chronik died in the middle of a line', async () => {
    await written(mesh)
    await mesh.chronik.restart(async () => {
      const open = readdirSync(folderOf(mesh)).find((name) => name.endsWith('.jsonl'))
      if (open === undefined) return
      const path = join(folderOf(mesh), open)
      truncateSync(path, Math.max(0, readFileSync(path).length - 100))
    })
    await tell(mesh, story.slice(60))
    await mesh.settled()

    const report = await written(mesh)
    expect(report).toMatchObject({ problem: undefined, torn: false })
    expect(report.files).toBeGreaterThan(2)
    const detail = async (): Promise<string | undefined> => {
      const { checks } = (await (await mesh.chronik.fetch('/readyz')).json()) as {
        checks: { name: string; detail?: string }[]
      }
      return checks.find(({ name }) => name === 'segments')?.detail
    }
    // A line is in the files a moment before that is told.
    const said = `segments at ${report.position} of ${report.position}`
    await eventually(async () => (await detail()) === said, detail)
  })

  it('gives an empty log every row, and a service the same read model', async () => {
    const { position, hash } = await written(mesh)
    const other = await TestMesh.start({ ...FAST, CHRONIK_RESTORE_FROM: folderOf(mesh) })
    try {
      await bootSichter(other)
      await other.settled()

      expect(await rowsOf(other, 'chronik.log')).toEqual(await rowsOf(mesh, 'chronik.log'))
      expect(await rowsOf(other, 'chronik.sequencer')).toEqual(await rowsOf(mesh, 'chronik.sequencer'))
      const readModel = await readModelOf(mesh, 'sichter')
      expect(Object.values(readModel).flat().length).toBeGreaterThan(20)
      expect(await readModelOf(other, 'sichter')).toEqual(readModel)
      const journal = await journalOf(mesh)
      expect(journal.length).toBeGreaterThan(20)
      expect(await journalOf(other)).toEqual(journal)
      expect(await written(other)).toMatchObject({ position, hash })
      await other.chronik.restart()
      expect(await rowsOf(other, 'chronik.log')).toHaveLength(position)
    } finally {
      await other.stop()
    }
  })

  it('is taken over HTTP by an empty log only, and only when no line is wrong', async () => {
    const { position, hash } = await written(mesh)
    expect((await restore(mesh, folderOf(mesh))).status).toBe(409)
    const file = join(copy, 'log.jsonl')
    await copyLog(folderOf(mesh), file, position)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const broken = join(copy, 'broken.jsonl')
    writeFileSync(broken, `${lines.with(41, lines[41]!.replace('demo/webshop', 'demo/webshup')).join('\n')}\n`)
    const other = await TestMesh.start({ ...FAST, CHRONIK_RESTORE_FROM: '' })
    try {
      const refused = await restore(other, broken)
      expect(refused.status).toBe(400)
      expect(((await refused.json()) as { message: string }).message).toContain(
        'broken.jsonl, line 42, position 42: changed',
      )
      expect(await rowsOf(other, 'chronik.log')).toEqual([])
      const taken = await restore(other, file)
      expect([taken.status, await taken.json()]).toEqual([200, { position, hash }])
      await other.settled()
      await tell(other, [story[0]!])
      expect(await rowsOf(other, 'chronik.log')).toEqual(await rowsOf(mesh, 'chronik.log'))
    } finally {
      await other.stop()
    }
  })

  it('is exported as a folder whose end is known', async () => {
    const { position, hash } = await written(mesh)
    const folder = join(copy, 'folder')
    await copyLog(folderOf(mesh), folder, position)

    expect(await readChain(folder)).toMatchObject({ position, hash, problem: undefined })
    const names = readdirSync(folder).sort()
    expect(names.every((name) => name.endsWith('.jsonl.gz'))).toBe(true)
    await rm(join(folder, names[1]!))
    expect((await readChain(folder)).problem).toMatchObject({ kind: 'missing', file: names[2], line: 1 })
    await expect(copyLog(folderOf(mesh), folder, position)).rejects.toThrow('is not empty')
  })
})
