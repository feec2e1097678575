import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AppendReply } from '@heimgewebe/mesh'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import { AppModule } from '../src/app.module.js'
import { EventLog } from '../src/io/append/event-log.js'
import { ask, closed, said } from './log-kit.js'

const placesOf = (reply: AppendReply): number[][] => {
  if (!reply.ok) throw new Error(reply.refusal.message)
  return reply.appended.map(({ position, streamversion }) => [position, streamversion])
}

describe('an append', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    // Small partitions: every test here runs across several.
    mesh = await TestMesh.start({ CHRONIK_PARTITION_EVENTS: '50' })
  })
  afterAll(() => mesh.stop())

  const metric = async (name: string): Promise<number> => {
    const text = await (await mesh.chronik.fetch('/metrics')).text()
    return Number(new RegExp(`^${name}\\{[^}]*\\} (\\d+)`, 'm').exec(text)?.[1])
  }

  it('takes a stream at the version that it is expected to have, at none, and at any', async () => {
    const stream = 'pr/acme/shop/1'
    const first = await ask(mesh, { events: [said(1)], expected: [{ stream, version: 'none' }] })
    const second = await ask(mesh, { events: [said(1)], expected: [{ stream, version: 1 }] })
    const third = await ask(mesh, { events: [said(1)], expected: [{ stream, version: 'any' }] })

    expect([first, second, third].map((reply) => placesOf(reply)[0]![1])).toEqual([1, 2, 3])
  })

  it('refuses the wrong version and leaves no gap, and says which stream is where', async () => {
    await ask(mesh, { events: [said(2)] })
    const head = (await mesh.events()).length
    const answers = await Promise.all([
      ask(mesh, { events: [said(2), said(3)], expected: [{ stream: 'pr/acme/shop/2', version: 'none' }] }),
      ask(mesh, { events: [said(2)], expected: [{ stream: 'pr/acme/shop/2', version: 7 }] }),
      ask(mesh, { events: [said(4)] }),
    ])

    expect(answers[0]).toMatchObject({ ok: false, refusal: { code: 'conflict' } })
    expect(answers[1]).toMatchObject({
      refusal: { message: 'stream pr/acme/shop/2 is at version 1, not 7' },
    })
    expect(placesOf(answers[2])).toEqual([[head + 1, 1]])
    expect((await mesh.events()).map(({ position }) => position)).toEqual(
      Array.from({ length: head + 1 }, (_, i) => i + 1),
    )
  })

  it('refuses a place with a password in it, which the log would keep for good', async () => {
    const location = 'https://me:s3cret@example.org/acme/shop.git'
    const reply = await ask(mesh, { events: [said(7, { type: 'watch.requested.v1', data: { location } })] })

    expect(reply).toMatchObject({ ok: false, refusal: { code: 'contract', field: '/data/location' } })
    expect(JSON.stringify(reply)).not.toContain('s3cret')
  })

  it('is written although Postgres never takes another one of its group', async () => {
    const { writer } = mesh.chronik.get(EventLog)
    // Two streams here, one in Postgres; checked out at the doors, so only the writer can be asked.
    const torn = ['a\ud800', 'a\ud801'].map((subject) => said(5, { subject }))
    const [never, other] = await Promise.all([
      writer.append({ events: torn, expected: [], strict: false }),
      writer.append({ events: [said(6)], expected: [], strict: false }),
    ])
    expect(never).toMatchObject({ ok: false, refusal: { code: 'contract' } })
    expect(other).toMatchObject({ ok: true })
    // One at a time, the second is as if the log moved each time.
    const [first, second] = torn.map((event) => ({ events: [event], expected: [], strict: false }))
    expect(await writer.append(first!)).toMatchObject({ ok: true })
    const both = await Promise.all([
      writer.append(second!),
      writer.append({ events: [said(6)], expected: [], strict: false }),
    ])
    expect(both).toMatchObject([{ ok: false, refusal: { code: 'unavailable' } }, { ok: true }])
  })

  it('writes several streams in one commit, or none of them', async () => {
    const both = [
      { stream: 'pr/acme/shop/10', version: 'none' as const },
      { stream: 'pr/acme/shop/11', version: 'none' as const },
    ]
    expect(await ask(mesh, { events: [said(10), said(11), said(10)], expected: both })).toMatchObject({ ok: true })
    expect(
      await ask(mesh, { events: [said(10), said(12)], expected: [{ ...both[0]!, version: 2 }, both[1]!] }),
    ).toMatchObject({
      refusal: { code: 'conflict' },
    })
    const versions = (await mesh.events()).filter(({ subject }) => /shop\/1[012]$/.test(subject))
    expect(versions.map(({ subject, streamversion }) => [subject.slice(-2), streamversion])).toEqual([
      ['10', 1],
      ['11', 1],
      ['10', 2],
    ])
  })

  it('answers a second try with the first place, also where the expected version has moved by it', async () => {
    const request = {
      events: [said(20), said(21)],
      expected: [{ stream: 'pr/acme/shop/20', version: 'none' as const }],
    }
    const first = await ask(mesh, request)
    const again = await Promise.all([ask(mesh, request), ask(mesh, { events: [said(22)] }), ask(mesh, request)])

    expect(placesOf(again[0])).toEqual(placesOf(first))
    expect(placesOf(again[2])).toEqual(placesOf(first))
    expect(again[0]).toMatchObject({ appended: [{ duplicate: true }, { duplicate: true }] })
  })

  it('raises an alarm when an id comes with other content: the first stays, and the strict are refused', async () => {
    const event = said(30)
    await ask(mesh, { events: [event] })
    const other = { ...event, data: { ...event.data, closed_at: '2027-01-01T00:00:00Z' } }
    const before = await metric('heimgewebe_id_clashes_total')

    expect(await ask(mesh, { events: [other] })).toMatchObject({ ok: true, appended: [{ duplicate: true }] })
    expect(await ask(mesh, { events: [said(31), other], strict: true })).toMatchObject({
      ok: false,
      refusal: { code: 'duplicate', index: 1 },
    })
    expect(await metric('heimgewebe_id_clashes_total')).toBe(before + 2)
    const [stored] = await mesh.events('pr.closed.v1').then((all) => all.filter(({ id }) => id === event.id))
    expect(stored!.data.closed_at).toBe('2026-03-01T11:00:00Z')
  })

  it('names the event, the field and the rule that a refused request breaks', async () => {
    const broken = { ...said(40), data: { repository: 'acme/shop', number: 0, closed_at: 'x' } }
    expect(await ask(mesh, { events: [said(40), broken] })).toMatchObject({
      refusal: { code: 'contract', index: 1, field: '/data/number', rule: 'minimum' },
    })
    const expected = [{ stream: 'pr/acme/shop/40', version: -1 }]
    expect(await ask(mesh, { events: [said(40)], expected })).toMatchObject({ refusal: { field: '/expected' } })
    expect(await ask(mesh, '{"events":')).toMatchObject({ ok: false, refusal: { code: 'batch' } })
  })

  describe('by two chroniks at once', () => {
    let other: TestService
    beforeAll(async () => {
      other = await mesh.boot((source) => AppModule.fromEnvironment(source))
    })

    it('gives positions and versions without gap, and one of two that expect the same version wins', async () => {
      const logs = [mesh.chronik.get(EventLog), other.get(EventLog)]
      const rules = { maxEvents: 500, maySpeakAs: () => true }
      const before = (await mesh.events()).length
      const free = Array.from({ length: 300 }, (_, i) => logs[i % 2]!.write([said(100 + (i % 9))], rules))
      const raced = Array.from({ length: 40 }, (_, i) =>
        logs[i % 2]!.write([said(200 + (i >> 1))], rules, [
          { stream: `pr/acme/shop/${200 + (i >> 1)}`, version: 'none' },
        ]),
      )
      const answers = await Promise.all([...free, ...raced])

      expect(answers.slice(0, 300).every(({ ok }) => ok)).toBe(true)
      for (let pair = 0; pair < 20; pair++)
        expect(answers.slice(300 + 2 * pair, 302 + 2 * pair).filter(({ ok }) => ok)).toHaveLength(1)
      const events = await mesh.events()
      expect(events).toHaveLength(before + 320)
      expect(events.map(({ position }) => position)).toEqual(events.map((_, i) => i + 1))
      const versions = new Map<string, number>()
      for (const { subject, streamversion } of events) {
        expect(streamversion).toBe((versions.get(subject) ?? 0) + 1)
        versions.set(subject, streamversion)
      }
      const partitions = await mesh.query(`select 1 from pg_inherits where inhparent = 'chronik.log'::regclass`)
      expect(partitions.length).toBeGreaterThan(events.length / 50)
    })

    it('takes an event once that reaches both', async () => {
      const logs = [mesh.chronik.get(EventLog), other.get(EventLog)]
      const events = Array.from({ length: 60 }, (_, i) => said(300 + i))
      const rules = { maxEvents: 500, maySpeakAs: () => true }
      const before = (await mesh.events()).length
      const answers = await Promise.all(events.flatMap((event) => logs.map((log) => log.write([event], rules))))

      const places = answers.map((answer) => (answer.ok ? answer.appended[0]!.position : 0))
      for (let i = 0; i < places.length; i += 2) expect(places[i]).toBe(places[i + 1])
      expect(new Set(places).size).toBe(60)
      expect(await mesh.events()).toHaveLength(before + 60)
    })
  })

  it('goes on when the connection that writes is cut', async () => {
    await mesh.append(closed(400))
    await mesh.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await ask(mesh, { events: [said(401), said(402)] })
    const events = await mesh.events()
    expect(events.slice(-3).map(({ subject }) => subject)).toEqual([
      'pr/acme/shop/400',
      'pr/acme/shop/401',
      'pr/acme/shop/402',
    ])
  })
})
