import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { mayConnect } from '@heimgewebe/git'
import { HostClient } from '../src/net/host-client.js'
import type { Resolver } from '../src/net/send.js'
import { problemOf } from './compliance.js'

const LIMITS = { retries: 0, timeoutMs: 5000 }

/** Ways to write an address of this machine, of its net or of its cloud. */
const SPELLINGS = [
  ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0177.0.0.1', '0x7f.1', '127.0.0.1.'],
  ...['localhost', 'localhost.', 'LOCALHOST', '0', '0.0.0.0', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]'],
  ...['[::7f00:1]', '[::a9fe:a9fe]', '[::ffff:0:7f00:1]', '[::ffff:0:a9fe:a9fe]', '[1::1]', '[4000::1]'],
  ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '169.254.169.254', '2852039166'],
  ...['0xa9fea9fe', '[::ffff:a9fe:a9fe]', '[fe80::1]', '[fc00::1]', '[fd12:3456::1]', '[ff02::1]', '198.18.0.1'],
  ...['１２７.０.０.１', '127。0。0。1', '①②⑦.⓪.⓪.①', '192.0.2.1', '224.0.0.1', '255.255.255.255', '240.0.0.1'],
]

describe('the addresses that are connected to', () => {
  let server: Server
  let port = 0
  let connects = 0
  beforeAll(async () => {
    server = createServer((_request, response) => response.end('{}'))
    server.on('connection', () => connects++)
    await new Promise<void>((resolve) => server.listen(0, '::', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('are never this machine, its net or its cloud, however they are written, unless the owner said so', async () => {
    const problems = new Set<string>()
    for (const spelling of SPELLINGS)
      for (const scheme of ['http', 'https'])
        for (const tail of [`:${port}`, `:${port}/x`, `:${port}/?a=b`]) {
          const base = `${scheme}://${spelling}${tail}`
          try {
            const client = new HostClient({ name: 'h', base, limits: LIMITS })
            problems.add(await problemOf(client.call({ path: 'user' })))
            client.close()
          } catch (error) {
            problems.add((error as { code: string }).code)
          }
        }

    expect(SPELLINGS.length * 6).toBeGreaterThanOrEqual(200)
    // A name that nobody knows is out of reach before there is an address to check.
    expect([...problems].filter((one) => one !== 'refused' && one !== 'unavailable')).toEqual([])
    expect(connects).toBe(0)
  })

  it('are those that were checked, though the name says something else a moment later', async () => {
    let asked = 0
    const rebinding = ((_name: string, _options: object, done: (error: null, addresses: object[]) => void) => {
      asked++
      done(
        null,
        asked === 1
          ? [
              { address: '93.184.215.14', family: 4 },
              { address: '127.0.0.1', family: 4 },
            ]
          : [{ address: '127.0.0.1', family: 4 }],
      )
    }) as unknown as Resolver
    const client = new HostClient({
      name: 'h',
      base: `https://host.example:${port}`,
      resolver: rebinding,
      limits: LIMITS,
    })

    expect(await problemOf(client.call({ path: 'a' }))).toBe('refused')
    expect(await problemOf(client.call({ path: 'b' }))).toBe('refused')
    expect(connects).toBe(0)
    client.close()
  })

  it('may be in the own net where the owner said so, but never those of a cloud', async () => {
    const client = new HostClient({ name: 'h', base: `http://127.0.0.1:${port}`, own: true, limits: LIMITS })
    expect((await client.call({ path: 'user' })).status).toBe(200)
    client.close()
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', '0.0.0.0', '224.0.0.1'])
      expect(mayConnect(address, true)).toBe(false)
  })

  it('cannot be changed by a path', async () => {
    const client = new HostClient({ name: 'h', base: `http://127.0.0.1:${port}/api`, own: true, limits: LIMITS })
    const heard: string[] = []
    server.on('request', (request) => heard.push(request.headers.host ?? ''))
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 30 }), async (path) => {
        await problemOf(client.call({ path: `//evil.example/${path}` }))
      }),
      { numRuns: 50 },
    )
    client.close()

    expect(new Set(heard)).toEqual(new Set([`127.0.0.1:${port}`]))
  })

  it('are not read from a proxy setting', async () => {
    process.env['HTTP_PROXY'] = process.env['http_proxy'] = 'http://127.0.0.1:9'
    const client = new HostClient({ name: 'h', base: `http://127.0.0.1:${port}`, own: true, limits: LIMITS })
    const answer = await client.call({ path: 'user' })
    delete process.env['HTTP_PROXY']
    delete process.env['http_proxy']
    client.close()

    expect(answer.status).toBe(200)
  })
})
