// Servers of the benchmark's own: Postgres with the settings of the product's embedded one, nats-server with JetStream.
import { createServer } from 'node:net'
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
  const admin = new pg.Pool({ connectionString: postgres.url, max: 1 })
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

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
