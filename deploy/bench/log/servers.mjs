// Servers of the benchmark's own: Postgres with the settings of the product's embedded one, nats-server with JetStream.
import { createServer } from 'node:net'
import { rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startNats, startPostgres, stopAll } from '../../../libs/testing/servers.mjs'
import { postgresSettings } from '../../cli/src/stack/postgres-settings.ts'

const TOKEN = 'bench-token'
/** What the test servers set themselves: where it listens, and more sessions, since every contender brings its own pool. */
const OWN = ['port', 'listen_addresses', 'unix_socket_directories', 'max_connections']

export const startServers = async () => {
  const settings = Object.entries(postgresSettings(0)).filter(([name]) => !OWN.includes(name))
  const postgres = await startPostgres({ settings: settings.map(([name, value]) => `${name}=${value}`) })
  const nats = await startNats()
  const home = await mkdtemp(join(tmpdir(), 'heimgewebe-bench-'))
  await writeFile(join(home, 'token'), TOKEN)
  endWithMe([postgres.child, nats.child], [postgres.folder, nats.folder, home])
  // A session may still be open when its server stops.
  const admin = new pg.Pool({ connectionString: postgres.url, max: 1 }).on('error', () => undefined)
  let account = 0
  return {
    token: TOKEN,
    home,
    /** URL of a new database. */
    async database(name) {
      await admin.query(`create database ${name}`)
      return postgres.url.replace(/\/postgres$/, `/${name}`)
    },
    /** URL of a NATS account that nobody else uses. */
    natsUrl() {
      const user = `t${account++}`
      return `nats://${user}:${user}@127.0.0.1:${nats.port}`
    },
    /** What a chronik of the benchmark reads. */
    settingsOf: (databaseUrl, natsUrl, port, folder) => ({
      DATABASE_URL: databaseUrl,
      NATS_URL: natsUrl,
      HEIMGEWEBE_HOME: join(home, folder),
      HEIMGEWEBE_TOKEN_FILE: join(home, 'token'),
      HEIMGEWEBE_LOG_LEVEL: 'warn',
      CHRONIK_PORT: String(port),
      HEIMGEWEBE_READS_PER_MINUTE: '0',
      HEIMGEWEBE_WRITES_PER_MINUTE: '0',
      HEIMGEWEBE_INTAKE_PER_MINUTE: '0',
    }),
    /** Writes what is dirty now, so that one contender's leavings are not the next one's load. */
    checkpoint: () => admin.query('checkpoint'),
    async stop() {
      await admin.end()
      await stopAll()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Ends processes and removes folders however this process ends: after an error, a signal, or when all went well. */
export const endWithMe = (children, folders = []) => {
  process.once('exit', () => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  for (const signal of ['SIGTERM', 'SIGINT'])
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(1))
}

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
