import { createHmac } from 'node:crypto'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestMesh } from '@heimgewebe/testing'

const SECRET = 'a secret of this test'
const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as {
  name: string
  examples: Record<string, unknown>[]
}[]

const sign = (body: string | Buffer, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

interface Answer {
  known?: boolean
  events?: string[]
  code?: string
}

describe('deliveries of GitHub', () => {
  let mesh: TestMesh
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-secret-'))
    await writeFile(join(folder, 'github'), `${SECRET}\n`)
    mesh = await TestMesh.start({ CHRONIK_GITHUB_SECRET_FILE: join(folder, 'github') })
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(folder, { recursive: true })
  })

  const deliver = (event: string, body: string, headers: Record<string, string> = {}) =>
    fetch(new URL('/webhooks/github', mesh.chronik.url), {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': crypto.randomUUID(),
        'x-hub-signature-256': sign(body),
        ...headers,
      },
    })

  it('takes every real payload: as an event of its kind or as it came', async () => {
    const kinds = new Map<string, number>()
    for (const { name, examples: payloads } of examples)
      for (const payload of payloads) {
        const response = await deliver(name, JSON.stringify(payload))
        expect({ name, status: response.status }).toEqual({ name, status: 202 })
        const { events } = (await response.json()) as { events: string[] }
        expect(events.length).toBeGreaterThan(0)
        kinds.set(name, (kinds.get(name) ?? 0) + 1)
      }
    expect(kinds.size).toBe(58)
    const counts = await mesh.chronik.json<{ types: Record<string, number> }>('/events/counts')
    for (const type of [
      'pr.opened.v1',
      'pr.closed.v1',
      'pr.updated.v1',
      'pr.reviewed.v1',
      'push.received.v1',
      'ci.result.v1',
      'comment.created.v1',
      'issue.opened.v1',
      'release.published.v1',
      'webhook.received.v1',
    ])
      expect({ type, count: counts.types[type] ?? 0 }).not.toEqual({ type, count: 0 })
    const metrics = await (await mesh.chronik.fetch('/metrics')).text()
    expect(metrics).toMatch(
      /heimgewebe_webhook_deliveries_total\{host="github",event="star",outcome="stored",service="chronik"\} 3/,
    )
  })

  it('knows a delivery that comes again, also under a fresh delivery id', async () => {
    const body = JSON.stringify({ ...pullRequest(), number: 4711 })
    const first = (await (await deliver('pull_request', body)).json()) as Answer
    const again = (await (await deliver('pull_request', body)).json()) as Answer

    expect(first.known).toBe(false)
    expect(again).toEqual({ ...first, known: true })
  })

  it.each([
    ['no signature', { 'x-hub-signature-256': '' }],
    ['the signature of another secret', { 'x-hub-signature-256': sign('{}', 'other') }],
    ['a signature that is too short', { 'x-hub-signature-256': 'sha256=00' }],
    ['a signature by SHA-1 only', { 'x-hub-signature-256': '', 'x-hub-signature': 'sha1=00' }],
  ])('refuses %s and stores nothing', async (_title, headers) => {
    const before = (await mesh.events()).length
    const response = await deliver('star', '{}', headers)

    expect(response.status).toBe(401)
    expect(await mesh.events()).toHaveLength(before)
  })

  it('checks the signature over the bytes, not over what they mean', async () => {
    const body = '{ "action": "created" }'
    expect((await deliver('star', body, { 'x-hub-signature-256': sign('{"action":"created"}') })).status).toBe(401)
    expect((await deliver('star', body)).status).toBe(202)
  })

  it('refuses 30 MB with 413', async () => {
    const response = await deliver('push', JSON.stringify({ text: 'x'.repeat(30_000_000) })).catch(() => undefined)
    // The connection may be closed before the body is sent; then there is no answer to read.
    if (response) expect(response.status).toBe(413)
    expect((await deliver('star', '{"after":"30 MB"}')).status).toBe(202)
  })

  it('keeps unknown fields and unknown events', async () => {
    expect((await deliver('brand_new_event', '{"a":1}')).status).toBe(202)
    const events = await mesh.events('webhook.received.v1')
    expect(events.at(-1)!.data).toMatchObject({ event: 'brand_new_event', payload: { a: 1 } })
    const body = JSON.stringify({ ...pullRequest(), number: 4712, a_new_field: { deep: [1] } })
    expect((await deliver('pull_request', body)).status).toBe(202)
  })

  it.each(['not json', '[]', '"text"'])('refuses a signed body that is no object: %s', async (body) => {
    expect((await deliver('push', body)).status).toBe(400)
  })
})

describe('a chronik without a webhook secret', () => {
  it('answers 503 and never takes an unsigned delivery', async () => {
    const mesh = await TestMesh.start()
    try {
      const response = await fetch(new URL('/webhooks/github', mesh.chronik.url), { method: 'POST', body: '{}' })
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toBe('5')
    } finally {
      await mesh.stop()
    }
  })
})

const pullRequest = (): Record<string, unknown> =>
  examples.find((kind) => kind.name === 'pull_request')!.examples.find((example) => example['action'] === 'opened')!
