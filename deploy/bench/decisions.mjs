// npm run bench:decisions -- [--verdicts 500] [--json]: how long a decision takes, from the moment a verdict is handed to
// chronik to the moment the decision can be read from the log; and what heimgeist's memory is before and after its first
// matter has loaded LangGraph. Asserts nothing: machines differ and are noisy.
import { createHash, randomUUID as newId } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { AUTHORIZATION, withShipped } from './shipped.mjs'

const { values } = parseArgs({
  options: { verdicts: { type: 'string', default: '500' }, json: { type: 'boolean' } },
})
const say = (text) => process.stderr.write(`${text}\n`)

const call = async (url, path, init = {}) => {
  const headers = { ...AUTHORIZATION, 'content-type': 'application/cloudevents+json' }
  const answer = await fetch(`${url}${path}`, { ...init, headers })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
const append = async (url, type, subject, data, time = new Date().toISOString()) => {
  const event = { specversion: '1.0', id: newId(), source: 'urn:heimgewebe:bench', type, subject, time, data }
  await call(url, '/events', { method: 'POST', body: JSON.stringify(event) })
  return event.id
}
const decisionAbout = async (url, id) => {
  for (;;) {
    const { events } = await call(url, `/events?type=decision.made.v1&order=desc&limit=10`)
    if (events.some(({ data }) => data.about === id)) return
    await sleep(1)
  }
}
const rssMib = async ({ pid }) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]) / 1024)
const verdict = (number) => ({
  repository: 'acme/shop',
  change: `pr/acme/shop/${number}`,
  sha: number.toString(16).padStart(40, '0'),
  title: 'Change',
  percentile: 97,
  probability: 0.3,
  level: 'high',
  signal: 'learned',
  reasons: [{ kind: 'file-incidents', text: 'src/a.ts was involved in 3 incidents', events: [newId()] }],
  baseline: { name: 'lines added', value: 12, percentile: 40 },
  areas: ['auth'],
  open: true,
  model: 'bench',
})
const content = 'id: raw-sql\n'
const proposal = {
  repository: 'acme/shop',
  rule: 'raw-sql',
  kind: 'policy',
  name: 'No raw SQL',
  version: 1,
  rationale: 'It led to an incident three times.',
  content,
  content_sha256: createHash('sha256').update(content).digest('hex'),
  proof: { fires_on: [], silent_on: 200, false_alarms: 0 },
  events: [newId()],
}

say(`${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`)
const settings = { HEIMGEIST_GUARDS_PER_DAY: '1000000', HEIMGEIST_MESSAGES_PER_DAY: '1000000' }
await withShipped(['chronik', 'heimgeist'], settings, async ({ chronik: { url }, heimgeist }) => {
  const times = []
  for (let number = 1; number <= Number(values.verdicts) + 20; number++) {
    const begun = performance.now()
    await decisionAbout(url, await append(url, 'risk.assessed.v1', `pr/acme/shop/${number}`, verdict(number)))
    if (number > 20) times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] * 10) / 10
  const before = await rssMib(heimgeist)
  const begun = performance.now()
  await decisionAbout(url, await append(url, 'rule.proposed.v1', 'rule/acme/shop/raw-sql', proposal))
  const first = performance.now() - begun
  const matters = []
  for (let version = 2; version <= 51; version++) {
    const start = performance.now()
    await decisionAbout(url, await append(url, 'rule.proposed.v1', 'rule/acme/shop/raw-sql', { ...proposal, version }))
    matters.push(performance.now() - start)
  }
  matters.sort((a, b) => a - b)
  const figures = {
    'verdict to decision, p50 ms': at(0.5),
    'verdict to decision, p99 ms': at(0.99),
    'first matter (loads LangGraph), ms': Math.round(first),
    'later matters, p50 ms': Math.round(matters[25]),
    'memory before the first matter, MiB': before,
    'memory after 51 matters, MiB': await rssMib(heimgeist),
  }
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
  else console.table(figures)
})
