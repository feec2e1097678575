import 'reflect-metadata'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Type } from '@nestjs/common'
import { TestMesh, type TestService } from '@heimgewebe/testing'
import type { CommandReceipt, Health } from '../src/api.js'
import { AppModule } from '../src/app.module.js'
import { commit } from './given-events.js'

/** Routes that need no token, as reviewed. They hold no data of anyone. */
const PUBLIC = ['/', '/assets/{file}', '/icon.svg', '/livez', '/metrics', '/openapi.json', '/readyz']

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { security?: unknown[] }>>>>
}

const METHODS = ['get', 'post']
const NAMES: Readonly<Record<string, string>> = { '/api/changes/*': '/api/changes/{subject}' }

/** Routes that Nest has bound, in the words of OpenAPI. */
const routesOf = (controllers: readonly Type[]): string[] =>
  controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const path: unknown = Reflect.getMetadata('path', prototype[name] ?? {})
      const method = METHODS[Number(Reflect.getMetadata('method', prototype[name] ?? {}))]
      if (path === undefined || method === undefined) return []
      const base = String(Reflect.getMetadata('path', controller))
      return [path].flat().map((one) => {
        const full = `/${base}/${String(one)}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')
        return `${method} ${NAMES[full] ?? full.replace(/:(\w+)/g, '{$1}').replace('*', '{rest}')}`
      })
    })
  })

describe('the outward API', () => {
  let mesh: TestMesh
  let leitstand: TestService
  let description: Description

  beforeAll(async () => {
    mesh = await TestMesh.start()
    const services = `chronik=${mesh.chronik.url},wgx=http://127.0.0.1:9`
    leitstand = await mesh.boot((source) => AppModule.fromEnvironment(source), { LEITSTAND_SERVICES: services })
    description = await leitstand.json<Description>('/openapi.json')
  })
  afterAll(() => mesh.stop())

  const bare = (path: string, init: RequestInit = {}): Promise<Response> => fetch(new URL(path, leitstand.url), init)

  it('is described route by route', () => {
    const module = AppModule.fromEnvironment({ ...mesh.settings })
    const health = (module.imports?.[0] as { controllers: Type[] }).controllers
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )

    expect(routesOf([...(module.controllers ?? []), ...health]).sort()).toEqual(described.sort())
  })

  it('opens only what was reviewed', async () => {
    const open: string[] = []
    for (const [path, methods] of Object.entries(description.paths))
      for (const method of Object.keys(methods)) {
        const answer = await bare(path.replace(/\{\w+\}/g, 'x'), { method: method.toUpperCase() })
        if (answer.status !== 401) open.push(path)
        await answer.body?.cancel()
      }

    expect(open.sort()).toEqual(PUBLIC)
  })

  it('refuses a page of another origin', async () => {
    const answer = await leitstand.fetch('/api/overview', { headers: { origin: 'https://evil.example' } })

    expect(answer.status).toBe(403)
  })

  it('sends the page with a policy that allows no script but its own', async () => {
    const { headers } = await bare('/')

    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it.each([
    '/api/events?limit=0',
    '/api/events?limit=1001',
    '/api/events?before=x',
    '/api/events?type=a&type=b',
    '/api/events?text=%00',
    '/api/changes/x%00y',
  ])('answers 400 to %s', async (path) => {
    expect((await leitstand.fetch(path)).status).toBe(400)
  })

  it('answers 404 to a change that nobody named', async () => {
    expect((await leitstand.fetch('/api/changes/pr/no/where/1')).status).toBe(404)
  })

  it('passes reads on to the owner, and only below its folder', async () => {
    const [event] = await mesh.append(commit(1))
    await mesh.settled()

    expect(await leitstand.json(`/api/log/events/${event?.id ?? ''}`)).toMatchObject({
      id: event?.id,
      type: 'change.recorded.v1',
    })
    expect((await leitstand.fetch('/api/guards')).status).toBe(502)
    for (const path of ['/api/guards/%2e%2e%2freadyz', '/api/guards/..%2freadyz', '/api/guards/%2e%2e%5creadyz'])
      expect((await leitstand.fetch(path)).status).toBe(404)
  })

  it('brings a command into the log as an event', async () => {
    const body = JSON.stringify({ text: 'wgx /guard auth', change: 'pr/acme/shop/42', repository: 'acme/shop' })
    const answer = await leitstand.fetch('/api/commands', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const receipt = (await answer.json()) as CommandReceipt

    expect(answer.status).toBe(202)
    const [given] = await mesh.events('command.given.v1')
    expect(Date.parse(given!.data.expires_at ?? '') - Date.parse(given!.time)).toBeGreaterThan(3_500_000)
    expect([given]).toMatchObject([
      {
        id: receipt.id,
        actor: 'person/owner',
        data: { text: 'wgx /guard auth', change: 'pr/acme/shop/42', by: 'person/owner' },
      },
    ])
  })

  it.each([{}, { text: '' }, { text: 1 }, { text: 'x', by: 'mallory' }, { text: 'x'.repeat(1001) }, []])(
    'refuses the command %j',
    async (body) => {
      const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }

      expect((await leitstand.fetch('/api/commands', request)).status).toBe(400)
    },
  )

  it('names every service with its state', async () => {
    const { services } = await leitstand.json<Health>('/api/health')

    expect(services.map(({ name, state }) => [name, state])).toEqual([
      ['chronik', 'ready'],
      ['wgx', 'unreachable'],
      ['leitstand', 'ready'],
    ])
    expect(services[0]?.checks.map(({ name }) => name)).toContain('postgres')
  })

  it('streams what it hears, and resumes where a page was', async () => {
    const stop = new AbortController()
    const answer = await leitstand.fetch('/api/events/stream', { signal: stop.signal })
    const [event] = await mesh.append(commit(2))
    expect(await readUntil(answer, `"id":"${event?.id ?? ''}"`)).toContain(
      `id: ${event?.position ?? 0}\nevent: event\n`,
    )
    stop.abort()

    const [next] = await mesh.append(commit(3))
    await mesh.settled()
    const again = new AbortController()
    const resumed = await leitstand.fetch('/api/events/stream', {
      signal: again.signal,
      headers: { 'last-event-id': String(event?.position) },
    })
    const text = await readUntil(resumed, `"id":"${next?.id ?? ''}"`)
    again.abort()

    expect(text).not.toContain(`"id":"${event?.id ?? ''}"`)
  })

  // Last: the second leitstand hears only what comes after it.
  it('passes a question that is too long for an address on to the search, with the token of who asks', async () => {
    const asked: unknown[] = []
    const owner = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        asked.push([request.method, request.url, request.headers.authorization?.slice(0, 7), JSON.parse(body)])
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"hits":[]}')
      })
    })
    await new Promise<void>((resolve) => owner.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(owner.address() as AddressInfo).port}`
    const other = await mesh.boot((source) => AppModule.fromEnvironment(source), {
      LEITSTAND_SERVICES: `semantah=${url}`,
    })
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":"logins fail"}' }
    const response = await other.fetch('/api/like?type=incident', init)
    owner.close()
    owner.closeAllConnections()
    expect([response.status, await response.json()]).toEqual([200, { hits: [] }])
    expect(asked).toEqual([['POST', '/like?type=incident', 'Bearer ', { text: 'logins fail' }]])
  })
})

/** Reads a stream until it holds a text. */
const readUntil = async (answer: Response, wanted: string): Promise<string> => {
  let text = ''
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  while (!text.includes(wanted)) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`the stream ended after ${text}`)
    text += value
  }
  reader.releaseLock()
  return text
}
