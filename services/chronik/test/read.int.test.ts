import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, type MeshEvent, upcastWith } from '@heimgewebe/contracts'
import { openPool } from '@heimgewebe/mesh'
import { TestMesh } from '@heimgewebe/testing'
import { ArchiveReader } from '../src/io/archive/archive-reader.js'
import { LogReader } from '../src/io/reads/log-reader.js'
import { closed } from './log-kit.js'

interface Tree {
  causes: MeshEvent[]
  tree: Node
  complete: boolean
}
interface Node {
  event: MeshEvent
  effects: Node[]
}

describe('reading the log', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start({ CHRONIK_PARTITION_EVENTS: '40' })
  })
  afterAll(() => mesh.stop())

  const page = (query: string) => mesh.chronik.json<{ events: MeshEvent[]; next: number | null }>(`/events?${query}`)

  it('gives a stream from a version on, in whichever partitions it lies', async () => {
    for (let i = 0; i < 12; i++)
      await mesh.append(...Array.from({ length: 10 }, (_, n) => closed(n === 0 ? 1 : 100 + n)))

    const { events } = await page('subject=pr/acme/shop/1&from=4&limit=3&order=asc')
    expect(events.map(({ streamversion }) => streamversion)).toEqual([4, 5, 6])
    const all = await page('subject=pr/acme/shop/1&order=asc')
    expect(all.events.map(({ streamversion }) => streamversion)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
    const newest = await page('subject=pr/acme/shop/1&limit=2')
    expect(newest.events.map(({ streamversion }) => streamversion)).toEqual([12, 11])
    expect((await page('subject=pr/acme/none/1')).events).toEqual([])
    expect((await mesh.chronik.fetch('/events?from=4')).status).toBe(400)
  })

  it('bounds a page, whatever is asked for', async () => {
    await mesh.append(...Array.from({ length: 1100 }, (_, n) => closed(1000 + (n % 50))))
    const { events, next } = await page('order=asc&limit=5000')
    expect(events).toHaveLength(1000)
    expect(next).toBe(1000)
  })

  it('shows what an event led to, and where it came from', async () => {
    const append = async (number: number, cause?: MeshEvent): Promise<MeshEvent> => {
      const chain: Partial<Draft> = cause ? { causationid: cause.id, correlationid: cause.correlationid } : {}
      const [event] = await mesh.append(closed(number, chain))
      return event!
    }
    const root = await append(2000)
    const middle = await append(2001, root)
    const leaves = [await append(2002, middle), await append(2003, middle)]
    await append(2004, leaves[0])

    const { causes, tree, complete } = await mesh.chronik.json<Tree>(`/events/${middle.id}/tree`)
    expect(causes.map(({ id }) => id)).toEqual([root.id])
    expect(tree.event.id).toBe(middle.id)
    expect(tree.effects.map(({ event }) => event.subject)).toEqual(['pr/acme/shop/2002', 'pr/acme/shop/2003'])
    expect(tree.effects[0]!.effects.map(({ event }) => event.subject)).toEqual(['pr/acme/shop/2004'])
    expect(complete).toBe(true)
    expect((await mesh.chronik.fetch('/events/00000000-0000-7000-8000-000000000000/tree')).status).toBe(404)
  })

  it('cuts a tree where events name each other as cause, and where it grows beyond its bound', async () => {
    const [one, two] = ['0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002']
    await mesh.append(closed(2100, { id: one, causationid: two }), closed(2101, { id: two, causationid: one }))
    const circle = await mesh.chronik.json<Tree>(`/events/${one}/tree`)
    expect(circle.causes.map(({ id }) => id)).toEqual([two])
    expect(circle.tree.effects).toEqual([])

    const [root] = await mesh.append(closed(2200))
    const many = Array.from({ length: 1200 }, (_, n) => closed(3000 + n, { causationid: root!.id }))
    await mesh.append(...many)
    const wide = await mesh.chronik.json<Tree>(`/events/${root!.id}/tree`)
    expect(wide.tree.effects).toHaveLength(999)
    expect(wide.complete).toBe(false)
  })

  it('reads an event of an older version in its newest form, on every way, and finds it by its newest type', async () => {
    const pool = openPool({
      url: mesh.settings['DATABASE_URL']!,
      schema: 'chronik',
      connections: 1,
      durableCommits: true,
    })
    try {
      const newest = upcastWith({
        'pr.closed.v1': { to: 'pr.closed.v2', data: (old) => ({ ...(old as object), reason: 'unknown' }) },
      })
      const reader = new LogReader(pool, new ArchiveReader('.'), newest)
      const found = await reader.find({ types: ['pr.closed.v2'], order: 'asc', limit: 1 })
      expect(found).toMatchObject([{ type: 'pr.closed.v2', position: 1, data: { reason: 'unknown' } }])
      expect(await reader.byId(found[0]!.id)).toEqual(found[0])
      const [stored] = await reader.rawAfter(0, 1)
      expect(stored!.body).not.toContain('reason')
    } finally {
      await pool.end()
    }
  })

  describe('live', () => {
    /** Follows until `enough` says so, and gives the ids of the entries. The connection is cut then. */
    const follow = async (after: number, enough: (ids: number[]) => boolean, pauseMs = 0): Promise<number[]> => {
      const abort = new AbortController()
      const headers = { 'last-event-id': String(after) }
      const response = await mesh.chronik.fetch('/events/stream', { headers, signal: abort.signal })
      const ids: number[] = []
      let text = ''
      const decoder = new TextDecoder()
      for await (const chunk of response.body!) {
        text += decoder.decode(chunk as Uint8Array, { stream: true })
        const whole = text.lastIndexOf('\n\n')
        for (const [, id] of text.slice(0, whole).matchAll(/^id: (\d+)$/gm)) ids.push(Number(id))
        text = text.slice(whole)
        if (enough(ids)) break
        if (pauseMs > 0) await sleep(pauseMs)
      }
      abort.abort()
      return ids
    }

    it('misses none when it is cut again and again in the middle of appends', async () => {
      const start = (await mesh.events()).at(-1)!.position
      const writing = (async () => {
        for (let i = 0; i < 60; i++)
          await mesh.append(...Array.from({ length: 1 + (i % 5) }, (_, n) => closed(5000 + n)))
      })()
      const seen: number[] = []
      while (seen.length < 180) {
        const part = await follow(seen.at(-1) ?? start, (ids) => ids.length >= Math.min(7, 180 - seen.length))
        seen.push(...part)
      }
      await writing
      expect(seen.slice(0, 180)).toEqual(Array.from({ length: 180 }, (_, i) => start + 1 + i))
    })

    it('goes on after chronik was restarted', async () => {
      const head = (await mesh.events()).at(-1)!.position
      await mesh.append(closed(1), closed(1))
      expect(await follow(head, (ids) => ids.length >= 2)).toEqual([head + 1, head + 2])
      await mesh.chronik.restart()
      await mesh.append(closed(1))
      expect(await follow(head + 2, (ids) => ids.length >= 1)).toEqual([head + 3])
    })

    it('waits for a slow reader, and holds up nobody else', async () => {
      const head = (await mesh.events()).at(-1)!.position
      const text = 'x'.repeat(15_000)
      const large = (n: number): Draft => ({
        type: 'comment.created.v1',
        subject: `pr/acme/shop/${n}`,
        data: {
          repository: 'acme/shop',
          about: `pr/acme/shop/${n}`,
          author: { name: 'Ada' },
          text,
          created_at: '2026-03-01T11:00:00Z',
        },
      })
      const slow = follow(head, (ids) => ids.length >= 400, 5)
      for (let i = 0; i < 8; i++) await mesh.append(...Array.from({ length: 50 }, (_, n) => large(n)))
      const quick = await follow(head, (ids) => ids.length >= 400)
      await mesh.append(closed(1))

      expect(quick).toEqual(Array.from({ length: quick.length }, (_, i) => head + 1 + i))
      expect((await slow).slice(0, 400)).toEqual(quick.slice(0, 400))
    })
  })
})
