// A real Neo4j for tests and measurements: the one that NEO4J_TEST_URL names, else a container where a container engine
// answers, else the server's own artefacts on this machine's Java. Nothing here is part of the product.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PROJECT = join(import.meta.dirname, '../..')
const VERSION = '5.26.30'
const JARS = join(process.env.HEIMGEWEBE_TOOLS ?? join(PROJECT, '.tools'), `neo4j-${VERSION}`)
/** Time for the first download, 125 MB, and for a start, in milliseconds. */
const DOWNLOAD_MS = 300_000
const START_MS = 90_000

/**
 * A running server, or why there is none: `{ url, user, password, stop, kill, restart, missing }`. `kill` and `restart`
 * are there only where the process is ours. `heapMib` is the heap, half of it again the pages.
 */
export const startNeo4j = async ({ heapMib = 384, short = true } = {}) => {
  const named = process.env.NEO4J_TEST_URL
  if (named) {
    const { username, password, protocol, host } = new URL(named)
    return { url: `${protocol}//${host}`, user: username || 'neo4j', password, stop: async () => {} }
  }
  const reasons = []
  for (const way of [inContainer, onJava]) {
    try {
      return await way(heapMib, short)
    } catch (error) {
      reasons.push(error.message)
    }
  }
  return { missing: reasons.join('; ') }
}

/** Fetches the server's artefacts, once. Throws with what is missing. */
export const fetchNeo4j = () => {
  if (existsSync(JARS)) return
  for (const program of ['java', 'javac', 'mvn'])
    if (spawnSync('which', [program]).status !== 0) throw new Error(`${program} is not on the path`)
  const draft = `${JARS}.${process.pid}`
  const fetched = spawnSync(
    'mvn',
    [
      '-B',
      '-q',
      '-f',
      join(import.meta.dirname, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${draft}`,
    ],
    { encoding: 'utf8', timeout: DOWNLOAD_MS },
  )
  if (fetched.status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new Error(`the artefacts of Neo4j cannot be fetched: ${(fetched.stdout + fetched.stderr).slice(0, 1000)}`)
  }
  renameSync(draft, JARS)
}

const inContainer = async (heapMib) => {
  if (spawnSync('docker', ['info'], { timeout: 5000 }).status !== 0) throw new Error('no container engine answers')
  const { GenericContainer, Wait } = await import('testcontainers')
  const container = await new GenericContainer(`neo4j:${VERSION}-community`)
    .withEnvironment({ NEO4J_AUTH: 'none', NEO4J_server_memory_heap_max__size: `${heapMib}m` })
    .withExposedPorts(7687)
    .withWaitStrategy(Wait.forLogMessage('Started.'))
    .start()
  return {
    url: `bolt://${container.getHost()}:${container.getMappedPort(7687)}`,
    user: 'neo4j',
    password: '',
    stop: async () => void (await container.stop()),
  }
}

const onJava = async (heapMib, short) => {
  fetchNeo4j()
  const home = mkdtempSync(join(tmpdir(), 'heimgewebe-neo4j-'))
  const port = await freePort()
  const settings = join(home, 'conf', 'neo4j.conf')
  mkdirSync(join(home, 'conf'))
  // No password: it listens on this machine only, holds test data, and a first password takes seconds to set.
  writeFileSync(
    settings,
    `dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:${port}
server.memory.pagecache.size=${Math.round(heapMib / 2)}m
db.tx_log.preallocate=false
`,
  )
  const start = () => launch(home, settings, heapMib, short)
  let child = await start()
  const end = async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }
  return {
    url: `bolt://127.0.0.1:${port}`,
    user: 'neo4j',
    password: '',
    /** Process id of the server, as it is now. */
    pid: () => child.pid,
    /** Ends it as a power cut would. */
    kill: () => end('SIGKILL'),
    /** Stops its processor time, or gives it back: it then takes connections and answers nothing. */
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    restart: async () => void (child = await start()),
    stop: async () => {
      await end('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const launch = async (home, settings, heapMib, short) => {
  const child = spawn(
    'java',
    [
      `-Xms${heapMib}m`,
      `-Xmx${heapMib}m`,
      '-XX:+UseSerialGC',
      // A short life: the costly compiler never pays for itself.
      ...(short ? ['-XX:TieredStopAtLevel=1'] : []),
      '-cp',
      join(JARS, '*'),
      join(import.meta.dirname, 'Neo4jForTests.java'),
      home,
      settings,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part) => (log = (log + part).slice(-5000)))
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(50)) {
    if (/^ready$/m.test(log)) return child
    if (child.exitCode !== null) break
  }
  child.kill('SIGKILL')
  throw new Error(`Neo4j did not start: ${log}`)
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
