import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { complete, draft, STREAM, typeOfSubject } from '@heimgewebe/contracts'
import { linesOf, listSegments, parseLine } from '@heimgewebe/segments'
import { Connection, openPool, Readiness } from '@heimgewebe/mesh'
import { eventually, TestMesh } from '@heimgewebe/testing'
import { jetstreamManager } from '@nats-io/jetstream'
import type pg from 'pg'
import { EventLog } from '../src/io/append/event-log.js'
import { LogPlaces } from '../src/io/reads/log-places.js'
import { LogWriter } from '../src/io/append/log-writer.js'
import { OwnLog } from '../src/io/reads/own-log.js'
import { Partitions } from '../src/io/partitions.js'
import { closed } from './log-kit.js'

const comment = (number: number) =>
  draft('comment.created.v1', {
    subject: `pr/acme/shop/${number}`,
    data: {
      repository: 'acme/shop',
      about: `pr/acme/shop/${number}`,
      author: { name: 'Ada', email: 'ada@example.org' },
      text: 'Ä \u{1f600}',
      created_at: '2026-03-01T10:00:00Z',
    },
  })

describe('what chronik knows of its commits', () => {
  let mesh: TestMesh
  let pool: pg.Pool
  let second: LogWriter
  beforeAll(async () => {
    mesh = await TestMesh.start({ CHRONIK_SEGMENTS: 'true', CHRONIK_SEGMENT_EVERY: '50ms' })
    const url = mesh.settings['DATABASE_URL']!
    pool = openPool({ url, schema: 'chronik', connections: 2, durableCommits: true })
    second = new LogWriter(
      pool,
      new LogPlaces(pool, mesh.chronik.get(EventLog).reader),
      new Partitions(pool, 1_000_000),
      () => undefined,
    )
  })
  afterAll(async () => {
    await second.close()
    await pool.end()
    await mesh.stop()
  })

  const elsewhere = async (number: number): Promise<void> => {
    const events = [complete(closed(number), 'heimgewebe/sichter', new Date())]
    expect((await second.append({ events, expected: [], strict: false })).ok).toBe(true)
  }

  it('hands on every event that concerns it once and in order, whoever wrote it', async () => {
    const { writer, reader } = mesh.chronik.get(EventLog)
    const { signal } = new AbortController()
    await mesh.append(closed(1), comment(1), closed(2))
    const own = new OwnLog(writer, reader, Promise.resolve())
    await own.open(1, signal, (type) => type === 'pr.closed.v1')
    const taken: number[] = []
    let at = 0
    const follow = async (to: number): Promise<void> => {
      while (at < to) {
        const { messages, last, count } = await own.next(2, signal)
        expect(last - count).toBe(at)
        expect(messages.every(({ subject }) => typeOfSubject(subject) === 'pr.closed.v1')).toBe(true)
        taken.push(...messages.map(({ seq }) => seq))
        at = last
      }
    }
    await mesh.append(comment(2), closed(3), closed(3), closed(3), comment(3))
    await follow(4)
    await elsewhere(4)
    await mesh.append(closed(5), comment(5))
    await elsewhere(6)
    const head = await reader.head()
    await follow(head)
    await own.close()

    const all = await reader.find({ types: ['pr.closed.v1'], order: 'asc', limit: 100 })
    expect(all.length).toBe(8)
    expect(taken).toEqual(all.map(({ position }) => position))
  })

  it('writes segments that are the log, byte for byte and microsecond for microsecond', async () => {
    await mesh.append(...Array.from({ length: 400 }, (_, i) => (i % 2 ? comment(i + 1) : closed(i + 1))))
    await elsewhere(7)
    await mesh.append(comment(8))
    const { reader } = mesh.chronik.get(EventLog)
    const head = await reader.head()
    const written = async (): Promise<string> =>
      (await mesh.chronik.get(Readiness).results()).find(({ name }) => name === 'segments')?.detail ?? ''
    await eventually(async () => (await written()).startsWith(`segments at ${head} `), written)

    const lines = []
    for (const { path } of await listSegments(join(mesh.settings['HEIMGEWEBE_HOME']!, 'chronik', 'segments')))
      for await (const { text } of linesOf(path)) lines.push(parseLine(text!)!)
    const stored = await reader.rowsAfter(0, head)
    expect(stored.length).toBe(head)
    expect(
      lines.map(({ position, streamversion, recorded, body }) => ({ position, streamversion, recorded, body })),
    ).toEqual(stored)
  })

  it('gives the right version to a stream that another chronik began', async () => {
    await mesh.append(closed(500))
    await elsewhere(501)
    await mesh.append(closed(501), closed(502))
    const { reader } = mesh.chronik.get(EventLog)
    const versions = await reader.find({ subject: 'pr/acme/shop/501', order: 'asc', limit: 10 })
    expect(versions.map(({ streamversion }) => streamversion)).toEqual([1, 2])
  })

  it('carries into the stream what another chronik wrote, and nothing twice', async () => {
    await mesh.append(closed(600))
    await elsewhere(601)
    const { writer } = mesh.chronik.get(EventLog)
    const head = (await mesh.events()).length
    const manager = await jetstreamManager(await mesh.chronik.get(Connection).nats())
    const last = async () => (await manager.streams.info(STREAM)).state.last_seq
    await eventually(async () => (await last()) >= head)

    expect(await last()).toBe(head)
    await mesh.append(closed(602))
    await mesh.settled()
    expect(await last()).toBe(await writer.head())
  })
})
