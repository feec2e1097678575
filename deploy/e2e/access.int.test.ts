import { readFile } from 'node:fs/promises'
import { request as ask } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeTokens, digestOf, newToken, type Scope, SCOPES, tokensFile } from '@heimgewebe/access'
import { newId } from '@heimgewebe/contracts'
import { Gate } from '@heimgewebe/mesh'
import type { TestMesh, TestService } from '@heimgewebe/testing'
import { serviceNames, startAll } from './all-services.js'

/** A line of the reviewed list. */
interface Reviewed {
  readonly service: string
  readonly method: string
  readonly path: string
  readonly needs: 'public' | Scope
}

const readList = async (): Promise<Reviewed[]> => {
  const text = await readFile(join(import.meta.dirname, '../../docs/routes.md'), 'utf8')
  return [...text.matchAll(/^\| (\w+) \| (GET|POST) (\S+) \| (\w+) \|/gm)].flatMap(([, service, method, path, needs]) =>
    (service === 'every' ? serviceNames : [service!]).map((name) => ({
      service: name,
      method: method!,
      path: path!,
      needs: needs as Reviewed['needs'],
    })),
  )
}

let mesh: TestMesh
let services: ReadonlyMap<string, TestService>
let list: Reviewed[]
const tokens = new Map<string, string>()
const file = (): string => tokensFile(mesh.settings['HEIMGEWEBE_HOME']!)

/** Makes a token and gives its text. */
const make = async (name: string, scopes: readonly Scope[], expires?: string): Promise<void> => {
  const token = newToken()
  tokens.set(name, token)
  const entry = { name, scopes, sha256: digestOf(token), created: new Date().toISOString() }
  await changeTokens(file(), (known) => ({
    tokens: [...known.filter((one) => one.name !== name), { ...entry, ...(expires === undefined ? {} : { expires }) }],
    result: undefined,
  }))
}

const revoke = (name: string): Promise<void> =>
  changeTokens(file(), (known) => ({ tokens: known.filter((one) => one.name !== name), result: undefined }))

/** Status and code of an answer; the body of a stream is not waited for. NOTE: fetch does not let a Host be set. */
const knock = (
  { service, method, path }: Reviewed,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; code: string }> =>
  new Promise((resolve, reject) => {
    const url = new URL(path.replace(/:\w+|\*/g, 'x'), services.get(service)!.url)
    const asked = ask(url, { method, headers, agent: false }, (answer) => {
      const status = answer.statusCode!
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve({ status, code: status < 400 ? '' : codeIn(text) }))
      if (status < 400) {
        asked.destroy()
        resolve({ status, code: '' })
      }
    })
    asked.on('error', reject)
    asked.end()
  })

const codeIn = (text: string): string => {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? ''
  } catch {
    return ''
  }
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })
const named = (name: string): Record<string, string> => bearer(tokens.get(name)!)
/** Every token but the one that opens the route. */
const wrongFor = (needs: Scope): string[] => SCOPES.filter((scope) => scope !== needs && scope !== 'admin')

beforeAll(async () => {
  ;({ mesh, services } = await startAll())
  list = await readList()
  for (const scope of SCOPES) await make(scope, [scope])
  await make('expired', ['admin'], new Date(Date.now() - 1000).toISOString())
  await make('revoked', ['admin'])
  await sleep(300)
  expect((await services.get('chronik')!.fetch('/events', { headers: named('revoked') })).status).toBe(200)
  await revoke('revoked')
  await sleep(300)
})
afterAll(() => mesh.stop())

describe('every route', () => {
  it('stands in the reviewed list with what it needs, and no other does', () => {
    const bound = [...services].flatMap(([service, running]) =>
      running
        .get(Gate)
        .routes.filter(({ method }) => method !== 'HEAD')
        .map(({ method, url, needs }) => `${service} ${method} ${url} ${needs ?? 'does not say'}`),
    )

    const reviewed = list.map(({ service, method, path, needs }) => `${service} ${method} ${path} ${needs}`)
    expect([...new Set(bound)].sort()).toEqual(reviewed.sort())
  })

  it.each([
    ['without a token', {}, 401, 'token'],
    ['with a token that nobody made', bearer(newToken()), 401, 'token'],
    ['with a token in another scheme', { authorization: 'Basic b3duZXI6dGVzdC10b2tlbg==' }, 401, 'token'],
  ])('refuses a request %s', async (_, headers, status, code) => {
    for (const route of list.filter(({ needs }) => needs !== 'public'))
      expect({ route, ...(await knock(route, headers)) }).toEqual({ route, status, code })
  })

  it('refuses a request with an expired or a revoked token', async () => {
    for (const route of list.filter(({ needs }) => needs !== 'public')) {
      expect({ route, ...(await knock(route, named('expired'))) }).toEqual({ route, status: 401, code: 'expired' })
      expect({ route, ...(await knock(route, named('revoked'))) }).toEqual({ route, status: 401, code: 'token' })
    }
  })

  it('opens to its own scope and to admin, and to no other', async () => {
    for (const route of list) {
      if (route.needs === 'public') {
        expect(['scope', 'token']).not.toContain((await knock(route, {})).code)
        continue
      }
      for (const name of wrongFor(route.needs))
        expect({ route, name, ...(await knock(route, named(name))) }).toEqual({
          route,
          name,
          status: 403,
          code: 'scope',
        })
      for (const name of new Set([route.needs, 'admin']))
        expect({ route, name, refused: [401, 403].includes((await knock(route, named(name))).status) }).toEqual({
          route,
          name,
          refused: false,
        })
    }
  })

  it('refuses a foreign host name and a foreign page, the public ones too', async () => {
    for (const route of list)
      for (const [code, headers] of [
        ['host', { host: 'evil.example' }],
        ['origin', { origin: 'https://evil.example' }],
        ['origin', { origin: 'null' }],
      ] as const)
        expect({ route, ...(await knock(route, { ...named('admin'), ...headers })) }).toEqual({
          route,
          status: 403,
          code,
        })
  })

  it('refuses before it has read a body', async () => {
    const { url } = services.get('chronik')!
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/cloudevents+json', 'content-length': String(8_000_000) }
      const asked = ask(new URL('/events', url), { method: 'POST', headers }, (answer) => {
        resolve(answer.statusCode)
        asked.destroy()
      })
      asked.on('error', reject)
      asked.write('{')
    })

    expect(status).toBe(401)
  })
})

describe('a token', () => {
  it('made while the services run works, and revoked stops, within a second', async () => {
    const status = async (): Promise<number> =>
      (await services.get('leitstand')!.fetch('/api/overview', { headers: named('late') })).status
    await make('late', ['read'])
    await sleep(1000)
    const made = await status()
    await revoke('late')
    await sleep(1000)

    expect([made, await status()]).toEqual([200, 401])
  })

  it('with the scope read reads through leitstand what the owner has, and gives no command', async () => {
    const leitstand = services.get('leitstand')!
    const read = await leitstand.fetch('/api/log/events', { headers: named('read') })
    const headers = { ...named('append'), 'content-type': 'application/json' }
    const body = JSON.stringify({ text: 'wgx /guard auth' })

    expect(read.status).toBe(200)
    expect((await leitstand.fetch('/api/log/events', { headers: named('intake') })).status).toBe(403)
    expect((await leitstand.fetch('/api/commands', { method: 'POST', headers, body })).status).toBe(403)
  })

  it('with the scope append says what happened, and nothing that a person says', async () => {
    const post = async (name: string, type: string, data: object): Promise<number> => {
      const event = {
        specversion: '1.0',
        id: newId(),
        source: 'https://ci.example',
        type,
        subject: 'watch/x',
        time: new Date().toISOString(),
        data,
      }
      const headers = { ...named(name), 'content-type': 'application/cloudevents+json' }
      const answer = await mesh.chronik.fetch('/events', { method: 'POST', headers, body: JSON.stringify(event) })
      return answer.status
    }

    expect(await post('append', 'watch.requested.v1', { location: '/nowhere' })).toBe(403)
    expect(await post('admin', 'watch.requested.v1', { location: '/nowhere' })).not.toBe(403)
  })
})
