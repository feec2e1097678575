import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { request } from 'node:http'
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mayConnect } from '@heimgewebe/git'
import { AddressRule } from '../src/io/prepare/address-rule.js'
import type { Config } from '../src/config.js'
import { Egress, type EgressRules } from '../src/io/prepare/egress.js'
import { closedFolder, removeFolders } from './sandbox-kit.js'

describe('the way out of a run', () => {
  let server: Server
  let port = 0
  let connects = 0
  beforeAll(async () => {
    // Says what it heard, in capitals.
    server = createServer((socket) => {
      connects++
      socket.on('error', () => undefined)
      socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(async () => {
    server.close()
    await removeFolders()
  })

  const opened = async (rules: Partial<EgressRules> = {}): Promise<Egress> =>
    Egress.open(await closedFolder(), {
      hosts: [`registry.example:${port}`],
      maxBytes: 1000,
      resolve: () => Promise.resolve(['127.0.0.1']),
      permits: () => true,
      ...rules,
    })

  /** Asks for a tunnel. Gives the status, and the socket where there is one. */
  const connect = (egress: Egress, place: string): Promise<{ status: number; socket: Socket }> =>
    new Promise((resolve, reject) => {
      const asking = request({ socketPath: egress.path, method: 'CONNECT', path: place })
      asking.once('connect', (answer, socket) => resolve({ status: answer.statusCode ?? 0, socket: socket as Socket }))
      asking.once('error', reject).end()
    })
  const statusOf = async (egress: Egress, place: string): Promise<number> => {
    const { status, socket } = await connect(egress, place)
    socket.destroy()
    return status
  }

  it('leads to what was named, and counts what goes through', async () => {
    const egress = await opened()
    const { status, socket } = await connect(egress, `Registry.Example.:${port}`)
    socket.write('hello')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    await egress.close()

    expect([status, answer.toString()]).toEqual([200, 'HELLO'])
    expect(egress.report).toEqual({
      hosts: [{ host: `registry.example:${port}`, connections: 1, received_bytes: 5, sent_bytes: 5 }],
      refused: [],
      exceeded: false,
    })
  })

  it('leads to nothing else, and says what was asked for', async () => {
    const egress = await opened()
    const before = connects
    const places = [`127.0.0.1:${port}`, `localhost:${port}`, 'registry.example:5432', 'registry.example:443', '']
    for (const place of [...places, `[::1]:${port}`, `registry.example@127.0.0.1:${port}`, 'registry.example'])
      expect(await statusOf(egress, place).catch(() => 400)).toBeGreaterThanOrEqual(400)
    const plain = request({ socketPath: egress.path, path: `http://registry.example:${port}/` }).end()
    const [answer] = (await once(plain, 'response')) as [{ statusCode: number; resume(): void }]
    answer.resume()
    await egress.close()

    expect(answer.statusCode).toBe(405)
    expect(connects).toBe(before)
    expect(egress.report.hosts).toEqual([])
    expect(egress.report.refused).toEqual(
      expect.arrayContaining([
        `127.0.0.1:${port}: it is not named by the step`,
        expect.stringContaining('only tunnels'),
      ]),
    )
  })

  it('leads to no address that is not public, whatever the name says, now or a moment later', async () => {
    let asked = 0
    const lists = [['127.0.0.1'], ['93.184.215.14', '127.0.0.1'], ['10.0.0.1'], ['::1'], ['169.254.169.254'], []]
    const egress = await opened({
      resolve: () => Promise.resolve(lists[asked++ % lists.length]!),
      permits: (_host, address) => mayConnect(address, false),
    })
    const before = connects
    for (const _ of lists) expect(await statusOf(egress, `registry.example:${port}`)).toBe(403)
    await egress.close()

    expect(connects).toBe(before)
    expect(asked).toBe(lists.length)
  })

  it('asks for the addresses once a tunnel: what was looked at is what is connected to', async () => {
    let asked = 0
    const egress = await opened({
      resolve: () => Promise.resolve(asked++ === 0 ? ['127.0.0.1'] : ['192.0.2.1']),
      permits: (_host, address) => address === '127.0.0.1',
    })

    expect(await statusOf(egress, `registry.example:${port}`)).toBe(200)
    expect(asked).toBe(1)
    await egress.close()
  })

  it('ends all when more is fetched than is allowed', async () => {
    const egress = await opened()
    const [one, other] = [
      await connect(egress, `registry.example:${port}`),
      await connect(egress, `registry.example:${port}`),
    ]
    const closed = Promise.all([one, other].map(({ socket }) => once(socket, 'close')))
    one.socket.on('error', () => undefined).resume()
    other.socket.on('error', () => undefined).resume()
    one.socket.write('x'.repeat(600))
    await closed

    expect(egress.report.exceeded).toBe(true)
    expect(await statusOf(egress, `registry.example:${port}`)).toBe(403)
    await egress.close()
  })

  it('may lie in a folder of any length', async () => {
    const folder = join(await closedFolder(), 'a'.repeat(120), 'b'.repeat(120))
    await mkdir(folder, { recursive: true })
    const egress = await Egress.open(folder, {
      hosts: [],
      maxBytes: 1,
      resolve: () => Promise.resolve([]),
      permits: () => false,
    })
    await egress.close()

    expect(egress.path).toBe(join(folder, 'door'))
  })
})

describe('the addresses of a step', () => {
  const rule = new AddressRule({ prepareOwnHosts: ['npm.corp.example'] } as unknown as Config)

  it('are public ones, of own hosts those of private nets too, and never this machine', () => {
    for (const address of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '169.254.169.254', '0.0.0.0'])
      for (const host of ['npm.corp.example', 'packages.example.org']) expect(rule.permits(host, address)).toBe(false)
    expect(rule.permits('packages.example.org', '10.0.0.8')).toBe(false)
    expect(rule.permits('npm.corp.example', '10.0.0.8')).toBe(true)
    expect(rule.permits('packages.example.org', '104.16.0.35')).toBe(true)
  })
})
