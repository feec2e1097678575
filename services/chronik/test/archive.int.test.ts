import { readFile, rename, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { MeshEvent } from '@heimgewebe/contracts'
import { Connection } from '@heimgewebe/mesh'
import { listSegments, packBlocks, readChain, type Segment } from '@heimgewebe/segments'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { jetstream, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import pg from 'pg'
import { EventLog } from '../src/io/append/event-log.js'
import { answersOf, archive, askArchive, folderOf, packedTo, SMALL, tellStory } from './archive-kit.js'
import { closed } from './log-kit.js'

const STREAM = 'HEIMGEWEBE'

describe('archiving the log', () => {
  let mesh: TestMesh
  let nats: NatsConnection
  let manager: JetStreamManager
  let root: MeshEvent
  let head: number
  let before: Record<string, unknown>
  let messages: string[]
  beforeAll(async () => {
    mesh = await TestMesh.start(SMALL)
    nats = await mesh.chronik.get(Connection).nats()
    manager = await jetstreamManager(nats)
    root = await tellStory(mesh, 10)
    await mesh.settled()
    head = (await mesh.events()).at(-1)!.position
  })
  afterAll(() => mesh.stop())

  const streamed = async (): Promise<string[]> => {
    await eventually(() =>
      manager.streams.info(STREAM).then(
        ({ state }) => state.first_seq === 1 && state.last_seq >= head,
        () => false,
      ),
    )
    const all: string[] = []
    for (let seq = 1; seq <= head; seq++) all.push((await manager.streams.getMessage(STREAM, { seq }))!.string())
    return all
  }

  const segmentOf = async (position: number): Promise<Segment> =>
    (await listSegments(folderOf(mesh))).find(({ first, last }) => first <= position && position <= (last ?? 0))!

  const swapWaits = async (): Promise<boolean> =>
    (await mesh.query(`select 1 from pg_locks where not granted and relation = 'chronik.log'::regclass`)).length > 0

  const refusal = async (body: unknown): Promise<unknown> => {
    const response = await askArchive(mesh, body)
    return { status: response.status, ...((await response.json()) as object) }
  }

  it('is refused, with what stands against it, while anything is not as it must be', async () => {
    expect(await refusal({})).toMatchObject({
      status: 400,
      message: expect.stringMatching(/CHRONIK_RETAIN/) as unknown,
    })
    expect(await refusal({ before: 'soon' })).toMatchObject({ status: 400 })
    expect(await refusal({ before: 30 })).toMatchObject({ status: 409, code: 'nothing' })
    expect(await refusal({ before: '2026-01-01T00:00:00Z' })).toMatchObject({ status: 409, code: 'nothing' })
    await packedTo(mesh, 130)
    // As many as a partition holds, and too few to fill a segment.
    await mesh.append(...Array.from({ length: 45 }, () => closed(5)))
    await mesh.settled()
    head = (await mesh.events()).at(-1)!.position
    expect(await refusal({ before: 1_000_000 })).toMatchObject({ status: 409, code: 'not_packed' })

    const from = { from: 1 }
    await nats.request('chronik.consumer.heimlern', JSON.stringify(from), { timeout: 5000 })
    expect(await refusal({ before: 130 })).toMatchObject({
      code: 'behind',
      message: 'not yet past position 120: heimlern at 0',
    })
    await manager.consumers.delete(STREAM, 'heimlern')
    expect(await mesh.chronik.json('/log/archive')).toEqual({ state: 'idle', archived_to: 0 })
  })

  it('refuses a damaged segment and a changed row, names it, and leaves everything as it was', async () => {
    const { path, first } = await segmentOf(90)
    const bytes = await readFile(path)
    await writeFile(path, gzipSync(gunzipSync(bytes).toString('utf8').replace('acme/shop', 'acme/shup')))
    const ended = await archive(mesh, 130)
    expect(ended).toMatchObject({ state: 'failed', archived_to: 0 })
    expect(ended.message).toMatch(new RegExp(`^${basename(path)}, line \\d+, position \\d+: changed: `))
    await rename(path, `${path}.away`)
    expect((await archive(mesh, 130)).message).toBe(
      `the packed segments of ${folderOf(mesh)} do not hold position ${first}`,
    )
    await rename(`${path}.away`, path)
    await writeFile(path, bytes)

    // Somebody who may do everything in the database changed a row.
    const rewrite = (from: string, to: string): Promise<unknown> =>
      mesh.query(
        `set session_replication_role = replica;
         update chronik.log set body = replace(body, '${from}', '${to}') where position = 100`,
      )
    await rewrite('acme/shop', 'acme/shup')
    expect((await archive(mesh, 130)).message).toBe('position 100 reads otherwise in Postgres than in the segments')
    await rewrite('acme/shup', 'acme/shop')

    expect(await mesh.events('log.archived.v1')).toEqual([])
    expect(await mesh.query('select 1 from chronik.log where place is not null')).toEqual([])
  })

  it('says what would go, and does nothing, when asked only for that', async () => {
    const response = await askArchive(mesh, { before: 130, dry_run: true })
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({ first: 1, last: 120, events: 120, partitions: 3 })
    expect(await mesh.chronik.json('/log/archive')).toMatchObject({ archived_to: 0 })
  })

  it('answers every question as before', async () => {
    // A segment as it was packed before lines could be read one by one.
    const { path } = await segmentOf(50)
    await writeFile(path, gzipSync(gunzipSync(await readFile(path))))
    before = await answersOf(mesh, root, head)
    messages = await streamed()

    const ended = await archive(mesh, 130)
    expect(ended).toMatchObject({ state: 'done', archived_to: 120 })
    const rows = await mesh.query<{ position: number }>(`select position from chronik.log where body = '' order by 1`)
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
    expect(await answersOf(mesh, root, head)).toEqual(before)
    await mesh.chronik.restart()
    expect(await answersOf(mesh, root, head)).toEqual(before)
  })

  it('is itself an event, which says how far, with which hash, and by whom', async () => {
    const [event, ...more] = await mesh.events('log.archived.v1')
    expect(more).toEqual([])
    const lines = await mesh.chronik.get(EventLog).reader.rowsAfter(119, 1)
    expect(event!.data).toMatchObject({ first: 1, last: 120, events: 120, partitions: 3, by: 'person/ada' })
    let hash: string | undefined
    const report = await readChain(folderOf(mesh), (line) => {
      if (line.position === 120) hash = line.hash
      return undefined
    })
    expect(report.problem).toBeUndefined()
    expect(event!.data.hash).toBe(hash)
    expect(Date.parse(event!.data.recorded_until)).toBe(Math.trunc(Date.parse(lines[0]!.recorded)))
  })

  it('keeps the ids of archived events: a second append is answered with the first place', async () => {
    const { writer, reader } = mesh.chronik.get(EventLog)
    const [row] = await reader.rawAfter(64, 1)
    const event = JSON.parse(row!.body) as Parameters<typeof writer.append>[0]['events'][0]
    const again = await writer.append({ events: [event], expected: [], strict: true })
    expect(again).toMatchObject({ ok: true, appended: [{ position: 65, duplicate: true }] })
    const other = { ...event, data: { ...event.data, text: 'other', number: 999 } }
    const clash = await writer.append({ events: [other], expected: [], strict: true })
    expect(clash).toMatchObject({ ok: false, refusal: { code: 'duplicate' } })
    const stream = { stream: 'pr/acme/shop/2', version: 'none' as const }
    expect(
      await writer.append({
        events: [{ ...event, id: root.id.replace(/^./, 'f') }],
        expected: [stream],
        strict: false,
      }),
    ).toMatchObject({ refusal: { code: 'conflict' } })
  })

  it('lets nobody change or delete an archived row', async () => {
    await expect(mesh.query(`update chronik.log set body = '{}' where position = 5`)).rejects.toThrow(/written once/)
    await expect(mesh.query('delete from chronik.log where position = 5')).rejects.toThrow(/written once/)
  })

  it('fills a wiped stream again, and serves a consumer from the first event', async () => {
    nats = await mesh.chronik.get(Connection).nats()
    manager = await jetstreamManager(nats)
    await manager.streams.delete(STREAM)
    expect(await streamed()).toEqual(messages)
    const reply = await nats.request('chronik.consumer.sichter', '{"from":1}', { timeout: 5000 })
    expect(reply.json()).toMatchObject({ ok: true })
    const consumer = await jetstream(nats).consumers.get(STREAM, 'sichter')
    const first = await consumer.next({ expires: 2000 })
    expect(first!.string()).toBe(messages[0])
    await manager.consumers.delete(STREAM, 'sichter')
  })

  it('goes on from where it ended', async () => {
    await packedTo(mesh, 205)
    await mesh.settled()
    const reader = new pg.Client({ connectionString: mesh.settings['DATABASE_URL'] })
    await reader.connect()
    await reader.query('begin; select 1 from chronik.log limit 1')
    const archiving = archive(mesh, 205)
    await eventually(swapWaits)
    // Somebody reads on, so the swap cannot be; it lets appends by, and comes again.
    expect(await mesh.append(closed(6))).toHaveLength(1)
    await reader.end()
    expect(await archiving).toMatchObject({ state: 'done', archived_to: 200 })
    expect((await mesh.events('log.archived.v1')).map(({ data }) => [data.first, data.last])).toEqual([
      [1, 120],
      [121, 200],
    ])
    expect(await answersOf(mesh, root, head)).toEqual(before)
  })

  it('gives an empty Postgres the same log, from the segments alone', async () => {
    const full = (await mesh.events()).at(-1)!.position
    await eventually(async () => (await readChain(folderOf(mesh))).position >= full)
    const other = await TestMesh.start({ ...SMALL, CHRONIK_RESTORE_FROM: folderOf(mesh), CHRONIK_RETAIN: '36500d' })
    try {
      const { writer } = other.chronik.get(EventLog)
      await eventually(async () => (await writer.head()) >= full)
      expect(await answersOf(other, root, head)).toEqual(before)
      expect(await other.chronik.json('/log/archive')).toEqual({ state: 'idle', archived_to: 0 })
      // What the owner keeps in any case does not go, whoever asks: the restored events are as old as they were.
      const asked = await Promise.all([{}, { before: 130 }].map((body) => askArchive(other, body)))
      expect(await Promise.all(asked.map((one) => one.json()))).toMatchObject([
        { code: 'nothing' },
        { code: 'nothing' },
      ])
    } finally {
      await other.stop()
    }
  })

  it('says of an archived event that its file is damaged or gone, and goes on with all else', async () => {
    // The first line of a segment: its place is the same however the segment is packed.
    const { path, first } = await segmentOf(65)
    const [row] = await mesh.chronik.get(EventLog).reader.rawAfter(first - 1, 1)
    await mesh.chronik.restart(() => rename(path, `${path}.away`))
    const gone = await mesh.chronik.fetch(`/events/${row!.id}`)
    expect([gone.status, await gone.json()]).toMatchObject([
      503,
      { message: expect.stringContaining(`position ${first}`) },
    ])
    const { checks } = (await (await mesh.chronik.fetch('/readyz')).json()) as {
      checks: { name: string; ok: boolean; detail?: string }[]
    }
    expect(checks.find(({ name }) => name === 'archive')).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/stands in no segment/) as unknown,
    })
    const { writer } = mesh.chronik.get(EventLog)
    const event = JSON.parse(row!.body) as Parameters<typeof writer.append>[0]['events'][0]
    const again = await writer.append({ events: [event], expected: [], strict: false })
    expect(again).toMatchObject({ ok: true, appended: [{ position: first, duplicate: true }] })
    expect(await mesh.append(closed(4))).toHaveLength(1)

    const bytes = await readFile(`${path}.away`)
    await writeFile(
      path,
      Buffer.concat([bytes.subarray(0, bytes.length >> 1), bytes.subarray((bytes.length >> 1) + 1)]),
    )
    expect((await mesh.chronik.fetch('/events?order=asc&limit=200')).status).toBe(503)
    // Somebody packed other words into a segment, each line at its old place.
    const forged = Buffer.from(gunzipSync(bytes).toString('utf8').replaceAll('acme/shop', 'acme/shup'))
    await mesh.chronik.restart(async () => writeFile(path, await buffer(packBlocks(Readable.from([forged]), 3))))
    const other = await mesh.chronik.fetch(`/events/${row!.id}`)
    expect(await other.json()).toMatchObject({
      message: expect.stringMatching(/does not hold it where it stood/) as unknown,
    })
    await rename(`${path}.away`, path)
    expect(await mesh.chronik.json(`/events/${row!.id}`)).toMatchObject({ position: first })
  })
})
