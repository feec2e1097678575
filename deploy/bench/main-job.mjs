// npm run bench:main-job -- --repo PATH: measures the main job against a real repository, in a home of its own.
// Prints a table, and with --json the figures as one document. Asserts nothing: machines differ and are noisy.
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds, memoryOf } from './processes.mjs'

const { values } = parseArgs({
  options: {
    repo: { type: 'string' },
    json: { type: 'boolean' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
  },
})
if (!values.repo) {
  process.stderr.write('usage: npm run bench:main-job -- --repo PATH [--json] [--rate 50] [--seconds 20]\n')
  process.exit(2)
}
const PROJECT = join(import.meta.dirname, '../..')
const PORTS = [
  'HEIMGEWEBE_POSTGRES_PORT',
  'HEIMGEWEBE_NATS_PORT',
  'HEIMGEWEBE_NATS_MONITOR_PORT',
  'CHRONIK_PORT',
  'SEMANTAH_PORT',
  'SICHTER_PORT',
  'HEIMGEIST_PORT',
  'WGX_PORT',
  'HEIMLERN_PORT',
  'HAUSKI_PORT',
  'LEITSTAND_PORT',
]
const home = await mkdtemp(join(tmpdir(), 'heimgewebe-bench-'))
const env = { ...process.env, HEIMGEWEBE_HOME: home, NO_COLOR: '1' }
// What is measured is how fast it is, not how much it lets through.
for (const what of ['READS', 'WRITES', 'INTAKE']) env[`HEIMGEWEBE_${what}_PER_MINUTE`] = '0'
for (const name of PORTS) env[name] = String(await freePort())
const say = (text) => process.stderr.write(`${text}\n`)
const cli = (...args) =>
  promisify(execFile)(process.execPath, [join(PROJECT, 'deploy/cli/bin/heimgewebe.mjs'), ...args], {
    cwd: PROJECT,
    env,
    maxBuffer: 64 << 20,
  })
const secret = (name) => readFile(join(home, 'secrets', name), 'utf8').then((text) => text.trim())

const ask = async (path, init = {}) => {
  const response = await fetch(`http://127.0.0.1:${env.CHRONIK_PORT}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${await secret('token')}`, ...init.headers },
  })
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`)
  return response
}
const counts = async () => (await ask('/events/counts')).json()
const timed = async (work) => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
const figures = {}
try {
  say('first start …')
  figures.first_start_seconds = await timed(() => cli('up'))
  await cli('down')
  say('warm start …')
  figures.warm_start_seconds = await timed(() => cli('up'))
  const pids = JSON.parse((await cli('status', '--json')).stdout).processes.map(({ pid }) => pid)
  say('import …')
  figures.import = await importOf(values.repo, pids)
  say('idle …')
  // Postgres tidies up after an import for a while; that is not idling.
  await sleep(75_000)
  const before = await cpuSeconds(pids)
  await sleep(20_000)
  figures.idle_cpu_percent_of_one_core = ((await cpuSeconds(pids)) - before) * 5
  figures.memory_idle = await memoryOf(pids)
  say('webhook to risk …')
  figures.webhook_to_risk_ms = await latency(Number(values.rate), Number(values.seconds))
} finally {
  await cli('down').catch(() => undefined)
  await rm(home, { recursive: true, force: true })
}
print(figures)

async function importOf(repo, pids) {
  const cpu = await cpuSeconds(pids)
  const start = performance.now()
  await cli('watch', repo)
  for (;;) {
    await sleep(250)
    const [repository] = await (await ask('/repositories')).json()
    if (repository?.state === 'failed') throw new Error(repository.problem)
    if (repository?.state !== 'following') continue
    const ports = PORTS.slice(3).map((name) => env[name])
    const { head, types } = await counts()
    const ready = await Promise.all(
      ports.map((port) => fetch(`http://127.0.0.1:${port}/readyz`).then((response) => response.text())),
    )
    if (!ready.every((text) => text.includes(`at position ${head}"`))) continue
    const seconds = (performance.now() - start) / 1000
    return {
      changes: types['change.recorded.v1'],
      judged: types['risk.assessed.v1'],
      events: head,
      seconds,
      changes_per_second: types['change.recorded.v1'] / seconds,
      cpu_seconds: (await cpuSeconds(pids)) - cpu,
      memory: await memoryOf(pids),
    }
  }
}

/** Signed deliveries at a steady rate; each is timed until its judgement comes out of the live stream. */
async function latency(rate, seconds) {
  const signing = await secret('github-webhook')
  const sent = new Map()
  const took = []
  const abort = new AbortController()
  const stream = await ask('/events/stream?type=risk.assessed.v1', { signal: abort.signal })
  const reading = (async () => {
    let text = ''
    for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1]
        text = text.slice(end + 2)
        const start = data && sent.get(JSON.parse(data).data.change)
        if (start) took.push(performance.now() - start)
      }
    }
  })().catch(() => undefined)
  const begin = performance.now()
  for (let i = 0; i < rate * seconds; i++) {
    await sleep(Math.max(0, begin + (i * 1000) / rate - performance.now()))
    const body = JSON.stringify(pullRequest(i + 1))
    sent.set(`pr/bench/shop/${i + 1}`, performance.now())
    const signature = `sha256=${createHmac('sha256', signing).update(body).digest('hex')}`
    void fetch(`http://127.0.0.1:${env.CHRONIK_PORT}/webhooks/github`, {
      method: 'POST',
      body,
      headers: { 'x-github-event': 'pull_request', 'x-github-delivery': String(i), 'x-hub-signature-256': signature },
    })
  }
  for (let i = 0; i < 100 && took.length < sent.size; i++) await sleep(100)
  abort.abort()
  await reading
  took.sort((a, b) => a - b)
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))]
  return { sent: sent.size, judged: took.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: took.at(-1) }
}

function pullRequest(number) {
  const now = new Date(Date.now() + number).toISOString()
  const commit = number.toString(16).padStart(40, '0')
  return {
    action: 'opened',
    number,
    sender: { login: 'bench' },
    repository: { full_name: 'bench/shop' },
    pull_request: {
      number,
      title: `change ${number}`,
      user: { login: 'bench' },
      head: { ref: `b${number}`, sha: commit },
      base: { ref: 'main', sha: commit },
      additions: number % 300,
      deletions: number % 50,
      created_at: now,
      updated_at: now,
    },
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function print(all) {
  if (values.json) return process.stdout.write(`${JSON.stringify(all, null, 2)}\n`)
  const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`
  const rows = [
    ['machine', `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['first start, warm start', `${all.first_start_seconds.toFixed(1)} s, ${all.warm_start_seconds.toFixed(1)} s`],
    [
      'import',
      `${all.import.changes} changes, ${all.import.events} events in ${all.import.seconds.toFixed(1)} s: ${all.import.changes_per_second.toFixed(0)} changes/s, ${all.import.cpu_seconds.toFixed(0)} s CPU`,
    ],
    [
      'memory after the import',
      `${mb(all.import.memory.rss)} resident, ${mb(all.import.memory.pss)} with shared pages counted once`,
    ],
    [
      'memory when idle',
      `${mb(all.memory_idle.rss)} resident, ${mb(all.memory_idle.pss)} with shared pages counted once`,
    ],
    ['idle CPU', `${all.idle_cpu_percent_of_one_core.toFixed(1)} % of one core`],
    [
      'webhook to risk.assessed.v1',
      `p50 ${all.webhook_to_risk_ms.p50.toFixed(1)} ms, p90 ${all.webhook_to_risk_ms.p90.toFixed(1)} ms, p99 ${all.webhook_to_risk_ms.p99.toFixed(1)} ms (${all.webhook_to_risk_ms.judged} of ${all.webhook_to_risk_ms.sent})`,
    ],
  ]
  process.stdout.write(
    `| what | measured |\n| --- | --- |\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`,
  )
}
