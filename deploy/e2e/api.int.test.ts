import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { changeTokens, digestOf, newToken, tokensFile } from '@heimgewebe/access'
import { draft } from '@heimgewebe/contracts'
import { Gate } from '@heimgewebe/mesh'
import type { TestMesh, TestService } from '@heimgewebe/testing'
import fc from 'fast-check'
import { startAll } from './all-services.js'
import { requestFor } from './api-arbitrary.js'
import { ApiDescription, type Operation } from './api-description.js'
import { type Asked, hangUp, send } from './api-request.js'

/** Requests of this run, and the seed that they come from; `npm run test:api -- --n 50000 --seed 7` sets both. */
const REQUESTS = Number(process.env['HEIMGEWEBE_API_REQUESTS'] ?? 3000)
const SEED = Number(process.env['HEIMGEWEBE_API_SEED'] ?? Date.now() % 1_000_000_007)
/** Requests that are under way at the same time. */
const AT_ONCE = 8
/** Requests that are drawn from one seed, and faults after which a run ends. */
const DRAWN = 500
const MOST_FAULTS = 30
/** The owner's token of a test mesh. */
const TOKEN = 'test-token'
/** Services that people and tools call. */
const OUTWARD = ['chronik', 'leitstand'] as const

let mesh: TestMesh
let services: ReadonlyMap<string, TestService>
let secrets: string
const tool = newToken()

beforeAll(async () => {
  secrets = await mkdtemp(join(tmpdir(), 'api-'))
  await writeFile(join(secrets, 'webhook'), 'whsec_c2VjcmV0')
  const hosts = ['GITHUB', 'GITLAB', 'GITEA', 'FORGEJO']
  ;({ mesh, services } = await startAll({
    ...Object.fromEntries(hosts.map((host) => [`CHRONIK_${host}_SECRET_FILE`, join(secrets, 'webhook')])),
  }))
  const entry = { name: 'tool', scopes: ['read', 'append', 'intake'] as const, sha256: digestOf(tool) }
  await changeTokens(tokensFile(mesh.settings['HEIMGEWEBE_HOME']!), () => ({
    tokens: [{ ...entry, created: new Date().toISOString() }],
    result: undefined,
  }))
  const data = { repository: 'acme/shop', number: 1, closed_at: '2026-03-01T11:00:00Z' }
  await mesh.append(draft('pr.closed.v1', { subject: 'pr/acme/shop/1', data }))
  await sleep(300)
})
afterAll(async () => {
  hangUp()
  await mesh.stop()
  await rm(secrets, { recursive: true })
})

const describedBy = async (name: string): Promise<ApiDescription> =>
  new ApiDescription(await services.get(name)!.json('/openapi.json'))

/** A route in the words of a description. */
const inWords = (url: string): string =>
  url
    .replace('/api/changes/*', '/api/changes/{subject}')
    .replace(/:(\w+)/g, '{$1}')
    .replace('*', '{rest}')

describe.each(OUTWARD)('the API of %s', (name) => {
  it('is described route by route', async () => {
    const bound = services
      .get(name)!
      .get(Gate)
      .routes.filter(({ method }) => method !== 'HEAD')
      .map(({ method, url }) => `${method.toLowerCase()} ${inWords(url)}`)
    const described = (await describedBy(name)).operations.map(({ method, path }) => `${method} ${path}`)

    expect(described.sort()).toEqual([...new Set(bound)].sort())
  })

  it(`answers ${REQUESTS / OUTWARD.length} requests as its description says, and never with 5xx`, async () => {
    const api = await describedBy(name)
    const { url } = services.get(name)!
    const told = new Map<number, number>()
    const faults = new Map<string, Asked>()
    const arbitrary = fc.constantFrom(...api.operations).chain((operation) =>
      // NOTE: a tool's token where tools append: an owner's may have the mesh read repositories and give commands.
      requestFor(operation, api, { token: operation.path.startsWith('/api/') ? TOKEN : tool }).map((asked) => ({
        operation,
        asked,
      })),
    )
    const judge = async ({ operation, asked }: { operation: Operation; asked: Asked }): Promise<void> => {
      const answer = await send(url, asked)
      told.set(answer.status, (told.get(answer.status) ?? 0) + 1)
      const fault = answer.status >= 500 ? `${answer.status}: ${answer.body}` : api.faultOf(operation, answer)
      if (fault !== undefined) faults.set(`${asked.method} ${operation.path}: ${fault.slice(0, 120)}`, asked)
    }
    for (let sent = 0; sent < REQUESTS / OUTWARD.length && faults.size < MOST_FAULTS; sent += DRAWN) {
      const numRuns = Math.min(DRAWN, REQUESTS / OUTWARD.length - sent)
      const drawn = fc.sample(arbitrary, { numRuns, seed: SEED + sent })
      while (drawn.length > 0) await Promise.all(drawn.splice(0, AT_ONCE).map(judge))
    }
    const counts = [...told].sort().map(([status, count]) => `${status}: ${count}`)
    process.stderr.write(`${name}, seed ${SEED}: ${counts.join(', ')}\n`)

    expect([...faults].map(([fault, asked]) => ({ fault, asked }))).toEqual([])
    expect(told.get(200)).toBeGreaterThan(0)
  }, 3_600_000)
})
