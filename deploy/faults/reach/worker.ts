// Everything of the product that speaks to an address, in a net in which every address is this machine: one case a line on
// its input, one answer a line on its output. Who is connected to is seen at the sockets; the product is not asked.
import 'reflect-metadata'
import { mkdirSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openAiCompatible } from '@heimgewebe/embedding'
import { parseLocation, syncMirror } from '@heimgewebe/git'
import { openHost } from '@heimgewebe/hosts'
import { guardedFetch } from '../../../libs/model/src/guarded-fetch.js'
import { openEmail } from '../../../services/hauski/src/io/feedback/email.js'
import { openWebhook } from '../../../services/hauski/src/io/feedback/webhook.js'
import { type Case, type Door, PORTS, type Reached } from './case.js'

/** Where a probe of our own goes, after which all connections before it were seen. */
const PROBE = '127.9.9.9'
const folder = process.env['REACH_FOLDER']!
mkdirSync(folder, { recursive: true })
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}
const token = file('token', 'a-token')
const bounds = { timeoutMs: 1500, tries: 1, waitMs: 1 }
const limits = { retries: 0, timeoutMs: 1500 }
const context = { kind: 'question', title: 'Fine?', reasons: [], link: 'http://localhost/' } as const

let now: Case | undefined
let connected: string[] = []
let probes = 0

const answerOf = ({ leadsTo = '', by }: Case): string => {
  if (by === undefined) return 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'
  if (by !== 'link')
    return `HTTP/1.1 ${by} Moved\r\nlocation: ${leadsTo}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`
  const next = `link: <${leadsTo}>; rel="next"`
  return `HTTP/1.1 200 OK\r\n${next}\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]`
}

const serve = (socket: Socket): void => {
  socket.on('error', () => undefined)
  const address = (socket.localAddress ?? '').replace(/^::ffff:/, '')
  if (address === PROBE) {
    probes++
    socket.end()
    return
  }
  connected.push(`${address} ${socket.localPort}`)
  if (socket.localPort === 25 || socket.localPort === 587) socket.end('421 no\r\n')
  else
    socket.once('data', (chunk) => {
      if (/^[A-Z]+ /.test(chunk.toString('latin1', 0, 8)) && now) socket.end(answerOf(now))
      else socket.destroy()
    })
}
for (const port of PORTS) await once(createServer(serve).listen(port, '::'), 'listening')

/** Connections wait in order: when the probe of a port was seen, all before it were. */
const allSeen = async (): Promise<void> => {
  const wanted = probes + PORTS.length
  for (const port of PORTS) connect(port, PROBE).on('error', () => undefined)
  while (probes < wanted) await new Promise((resolve) => setImmediate(resolve))
}

const SPEAK: Readonly<Record<Door, (given: Case) => Promise<unknown>>> = {
  host: async ({ address, own, by }) => {
    const settings = {
      name: 'theirs',
      kind: 'gitea',
      url: 'https://x.invalid',
      api: address,
      own,
      token_file: token,
    } as const
    const open = openHost(settings, { folder, limits })
    try {
      const since = { since: '2026-01-01T00:00:00Z' }
      return by === 'link'
        ? await open.provider.issues('acme/shop', since)
        : await open.provider.repository('acme/shop')
    } finally {
      open.close()
    }
  },
  webhook: ({ address, own }) => {
    const provider = openWebhook({ name: 'x', kind: 'webhook', file: file('hook', address), own }, bounds)
    return provider.requestFeedback(context, [], AbortSignal.timeout(3000))
  },
  mail: ({ address: host, own }) => {
    const letter = { host, port: own ? 25 : 587, from: 'a@example.org', to: ['b@example.org'] }
    const provider = openEmail({ name: 'x', kind: 'email', file: file('mail', JSON.stringify(letter)), own }, bounds)
    return provider.requestFeedback(context, [], AbortSignal.timeout(3000))
  },
  clone: ({ address }) =>
    syncMirror(join(folder, 'mirror.git'), parseLocation(address), { protocols: ['http', 'https'], timeoutMs: 5000 }),
  model: ({ address: url }) =>
    guardedFetch({ url, key: 'a-key', maxBytes: 1000, more: {} })(undefined, {
      body: '{}',
      signal: AbortSignal.timeout(1500),
    }),
  embedding: ({ address: url }) =>
    openAiCompatible({ url, model: 'm', dimension: 2, timeoutMs: 1500, keyFile: token }).embed(['a']),
}

const run = async (given: Case): Promise<Reached> => {
  now = given
  connected = []
  const speak = async (): Promise<unknown> => SPEAK[given.door](given)
  const became = await speak().catch((error: unknown) => ({ verdict: String(error).slice(0, 200) }))
  await allSeen()
  return { connected, verdict: (became as { verdict?: string } | undefined)?.verdict ?? 'done' }
}

process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as Case))}\n`)
process.exit()
