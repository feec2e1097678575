import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeTokens, digestOf, newToken, type Scope, tokensFile } from '@heimgewebe/access'
import { eventually, TestMesh } from '@heimgewebe/testing'

let mesh: TestMesh
const tokens = { one: newToken(), two: newToken(), monitor: newToken() }
const scopes: Record<keyof typeof tokens, readonly Scope[]> = {
  one: ['read'],
  two: ['read', 'append'],
  monitor: ['intake'],
}

beforeAll(async () => {
  mesh = await TestMesh.start({
    HEIMGEWEBE_REQUEST_TIMEOUT: '1s',
    HEIMGEWEBE_SOCKETS_PER_ADDRESS: '40',
    HEIMGEWEBE_READS_PER_MINUTE: '30',
    HEIMGEWEBE_WRITES_PER_MINUTE: '20',
    HEIMGEWEBE_INTAKE_PER_MINUTE: '10',
    HEIMGEWEBE_FAILED_LOGINS_PER_MINUTE: '5',
  })
  await changeTokens(tokensFile(mesh.settings['HEIMGEWEBE_HOME']!), () => ({
    tokens: Object.entries(tokens).map(([name, token]) => ({
      name,
      scopes: scopes[name as keyof typeof tokens],
      sha256: digestOf(token),
      created: new Date().toISOString(),
    })),
    result: undefined,
  }))
  await sleep(300)
})
afterAll(() => mesh.stop())

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** How many requests in a row are let through, at most `most`, and what the first refusal says. */
const flood = async (most: number, path: string, init: RequestInit): Promise<{ passed: number; answer?: Response }> => {
  for (let passed = 0; passed < most; passed++) {
    const answer = await fetch(new URL(path, mesh.chronik.url), init)
    if (answer.status === 429) return { passed, answer }
    await answer.body?.cancel()
  }
  return { passed: most }
}

const raw = (): Socket => {
  const { hostname, port } = new URL(mesh.chronik.url)
  return connect(Number(port), hostname)
}

describe('the rate of requests', () => {
  it('is limited for each token by itself, with the time to wait', async () => {
    const { passed, answer } = await flood(40, '/events/counts', { headers: bearer(tokens.one) })
    const other = await flood(5, '/events/counts', { headers: bearer(tokens.two) })

    expect([passed, other.passed]).toEqual([30, 5])
    expect(Number(answer?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer?.json()).toMatchObject({ code: 'too_many' })
  })

  it('is lower for deliveries and reports than for reads', async () => {
    const delivery = await flood(40, '/webhooks', { method: 'POST', body: '{}' })
    const report = await flood(40, '/intake/sentry', { method: 'POST', headers: bearer(tokens.monitor), body: '{}' })

    expect([delivery.passed, report.passed]).toEqual([10, 10])
  })

  it('is lowest for wrong tokens, and one who guesses locks nobody out', async () => {
    const guesses = await flood(40, '/events/counts', { headers: bearer(newToken()) })
    const right = await flood(5, '/events/counts', { headers: bearer(tokens.two) })

    expect([guesses.passed, right.passed]).toEqual([5, 5])
  })

  it('is never limited where a supervisor asks', async () => {
    for (const path of ['/livez', '/readyz']) expect((await flood(100, path, {})).passed).toBe(100)
  })
})

describe('the size of requests', () => {
  const post = (body: string): Promise<Response> =>
    mesh.chronik.fetch('/events', {
      method: 'POST',
      headers: { ...bearer(tokens.two), 'content-type': 'application/cloudevents+json' },
      body,
    })

  it.each([
    ['a million lists in each other', '['.repeat(1_000_000)],
    ['__proto__ as key', '{"__proto__":{}}'],
    ['constructor as key', '{"data":{"constructor":{}}}'],
  ])('is refused with %s', async (_, body) => {
    expect((await post(body)).status).toBe(400)
    const restored = await mesh.chronik.fetch('/log/restore', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(restored.status).toBe(400)
  })

  it('is refused with headers beyond 16 KiB', async () => {
    const answer = await mesh.chronik.fetch('/livez', { headers: { 'x-long': 'x'.repeat(20_000) } })
    expect(answer.status).toBe(431)
  })

  it('is refused with a body that does not come', async () => {
    const socket = raw()
    socket.write(`POST /webhooks HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{`)
    expect(await text(socket)).toMatch(/^HTTP\/1.1 (408|429) /)
  })

  it('is refused with more sockets than one address may hold, and the others are answered again when they are gone', async () => {
    const sockets = Array.from({ length: 60 }, () => raw())
    await eventually(() => sockets.filter(({ closed }) => closed).length >= 20)
    for (const socket of sockets) socket.destroy()

    await eventually(() =>
      mesh.chronik.fetch('/livez').then(
        ({ status }) => status === 200,
        () => false,
      ),
    )
  })
})
