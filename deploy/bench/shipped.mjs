// Services as they are shipped, on a real Postgres and nats-server, in a home of their own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startNats, startPostgres, stopAll } from '../../libs/testing/servers.mjs'

const PROJECT = join(import.meta.dirname, '../..')

/** What every request to a service carries. */
export const AUTHORIZATION = { authorization: 'Bearer bench' }

/** Runs `work` beside the named services, each once the one before it is ready, and stops them however it ends. `more`: their settings. */
export const withShipped = async (names, more, work) => {
  const home = await mkdtemp(join(tmpdir(), 'heimgewebe-bench-'))
  const children = []
  try {
    const [postgres, nats] = await Promise.all([startPostgres(), startNats()])
    await writeFile(join(home, 'token'), 'bench')
    const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()])))
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: postgres.url,
      NATS_URL: `nats://t0:t0@${new URL(nats.url).host}`,
      HEIMGEWEBE_HOME: home,
      HEIMGEWEBE_TOKEN_FILE: join(home, 'token'),
      HEIMGEWEBE_READS_PER_MINUTE: '0',
      HEIMGEWEBE_WRITES_PER_MINUTE: '0',
      ...Object.fromEntries(names.map((name) => [`${name.toUpperCase()}_PORT`, String(ports[name])])),
      ...more,
    }
    const started = {}
    for (const name of names) {
      const child = spawn(process.execPath, [join(PROJECT, 'services', name, 'dist/main.js')], { env, stdio: 'ignore' })
      children.push(child)
      started[name] = { pid: child.pid, url: `http://127.0.0.1:${ports[name]}` }
      await ready(name, child, started[name].url)
    }
    return await work(started)
  } finally {
    for (const child of children) {
      const gone = once(child, 'exit')
      if (child.exitCode === null && child.kill('SIGTERM')) await gone
    }
    await stopAll()
    await rm(home, { recursive: true, force: true })
  }
}

const ready = async (name, child, url) => {
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}; run "npm run build" first`)
    await sleep(100)
  }
}

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
