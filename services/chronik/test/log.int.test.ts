import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Draft, draft } from '@heimgewebe/contracts'
import { TestMesh } from '@heimgewebe/testing'

const closed = (number: number): Draft =>
  draft('pr.closed.v1', {
    subject: `pr/acme/shop/${number}`,
    data: { repository: 'acme/shop', number, closed_at: '2026-03-01T11:00:00Z' },
  })

const cloudEvent = (overrides: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  source: 'urn:test',
  type: 'pr.closed.v1',
  subject: 'pr/acme/shop/9',
  data: { repository: 'acme/shop', number: 9, closed_at: '2026-03-01T11:00:00Z' },
  ...overrides,
})

describe('the log', () => {
  let mesh: TestMesh
  beforeAll(async () => {
    mesh = await TestMesh.start()
  })
  afterAll(() => mesh.stop())

  const post = (body: unknown, type = 'application/cloudevents+json') =>
    mesh.chronik.fetch('/events', { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) })

  it('gives positions without gaps to requests that arrive together', async () => {
    const before = (await mesh.events()).length
    await Promise.all(Array.from({ length: 200 }, (_, i) => mesh.append(closed(1000 + (i % 7)))))

    const events = await mesh.events()
    expect(events).toHaveLength(before + 200)
    expect(events.map((event) => event.position)).toEqual(events.map((_, i) => i + 1))
    const versions = events.filter((event) => event.subject === 'pr/acme/shop/1003').map((event) => event.streamversion)
    expect(versions).toEqual(versions.map((_, i) => i + 1))
  })

  it('takes one event, answers its place, and answers the same place the second time', async () => {
    const event = cloudEvent({ id: 'delivery-1', time: '2026-03-01T11:00:00Z' })
    const first = await post(event)
    const second = await post(event)

    expect(first.status).toBe(201)
    const [one] = ((await first.json()) as { appended: { position: number; duplicate: boolean }[] }).appended
    const [two] = ((await second.json()) as { appended: { position: number; duplicate: boolean }[] }).appended
    expect(one!.duplicate).toBe(false)
    expect(two).toEqual({ ...one, duplicate: true })
  })

  it('refuses an event that is nested too deeply to be written out, and goes on', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const text = JSON.stringify(cloudEvent()).replace('"number":9', `"number":9,"deep":${deep}`)
    const headers = { 'content-type': 'application/cloudevents+json' }
    const answer = await mesh.chronik.fetch('/events', { method: 'POST', headers, body: text })

    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/nested/) as unknown,
    })
    expect((await post(cloudEvent())).status).toBe(201)
  })

  it('refuses the same id with other content', async () => {
    await post(cloudEvent({ id: 'delivery-2', time: '2026-03-01T11:00:00Z' }))
    const other = await post(cloudEvent({ id: 'delivery-2', time: '2026-03-01T11:00:00Z', subject: 'pr/acme/shop/10' }))

    expect(other.status).toBe(409)
    expect(await other.json()).toMatchObject({ code: 'duplicate', index: 0 })
  })

  it('stores nothing of a batch with one invalid event, and names it', async () => {
    const before = (await mesh.events()).length
    const response = await post([
      cloudEvent(),
      cloudEvent({ data: { repository: 'acme/shop', number: 0, closed_at: 'x' } }),
    ])

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'contract', index: 1, field: '/data/number', rule: 'minimum' })
    expect(await mesh.events()).toHaveLength(before)
  })

  it('refuses a text that holds NUL, which no store can keep, and takes one that only writes of it', async () => {
    const titled = (title: string) =>
      cloudEvent({ data: { repository: 'acme/shop', number: 1, closed_at: '2026-03-01T11:00:00Z', title } })
    const refused = await post([titled('fine'), titled('not\0fine')])

    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ code: 'contract', index: 1, field: '/data', rule: 'nul' })
    expect((await post(titled('writes \\u0000'))).status).toBe(201)
  })

  it('takes the binary mode of CloudEvents', async () => {
    const { data, ...attributes } = cloudEvent({ subject: 'pr/acme/shop/77' })
    const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]))
    const response = await mesh.chronik.fetch('/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(data),
    })

    expect(response.status).toBe(201)
    const { events } = await mesh.chronik.json<{ events: unknown[] }>('/events?subject=pr/acme/shop/77')
    expect(events).toMatchObject([{ type: 'pr.closed.v1', source: 'urn:test', streamversion: 1 }])
  })

  it('lets nobody speak as one of the services', async () => {
    const response = await post(cloudEvent({ source: 'heimgewebe/sichter' }))
    expect(response.status).toBe(403)
  })

  it('refuses requests without the token, for a foreign host and from a foreign page', async () => {
    expect((await mesh.chronik.fetch('/events', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    expect((await mesh.chronik.fetch('/events', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await mesh.chronik.fetch('/livez', { headers: { authorization: '' } })).status).toBe(200)
  })

  it('finds events by type, subject, correlation and time, page by page', async () => {
    const [root] = await mesh.append(closed(500))
    await mesh.append({ ...closed(501), correlationid: root!.correlationid })

    const chain = await mesh.chronik.json<{ events: { subject: string }[] }>(
      `/events?correlation=${root!.correlationid}&order=asc&type=pr.closed.v1`,
    )
    expect(chain.events.map((event) => event.subject)).toEqual(['pr/acme/shop/500', 'pr/acme/shop/501'])
    const page = await mesh.chronik.json<{ events: { position: number }[]; next: number }>('/events?limit=3&order=asc')
    const following = await mesh.chronik.json<{ events: { position: number }[] }>(
      `/events?limit=3&order=asc&after=${page.next}`,
    )
    expect([...page.events, ...following.events].map((event) => event.position)).toEqual([1, 2, 3, 4, 5, 6])
    expect((await mesh.chronik.fetch('/events?limit=x')).status).toBe(400)
    expect((await mesh.chronik.fetch('/events/00000000-0000-7000-8000-000000000000')).status).toBe(404)
  })

  it('follows the log from an event id without missing one', async () => {
    const head = (await mesh.events()).at(-1)!.position
    const abort = new AbortController()
    const response = await mesh.chronik.fetch('/events/stream', {
      headers: { 'last-event-id': String(head - 2) },
      signal: abort.signal,
    })
    await mesh.append(closed(601), closed(602))

    const ids: number[] = []
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      ids.splice(0, ids.length, ...[...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1])))
      if (ids.length >= 4) break
    }
    abort.abort()
    expect(ids).toEqual([head - 1, head, head + 1, head + 2])
  })
})
