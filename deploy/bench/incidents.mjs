// npm run bench:incidents -- [--events 100000] [--incidents 200] [--json]: from the moment an incident is handed to chronik to
// the moment its suspects can be read, on a log of so many events: one by one, and five a second. chronik and sichter as
// they ship, on a real Postgres and nats-server. Asserts nothing: machines differ and are noisy.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { History, REPOSITORY } from './incidents/history.mjs'
import { cpuSeconds } from './processes.mjs'
import { AUTHORIZATION, withShipped } from './shipped.mjs'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    incidents: { type: 'string', default: '200' },
    json: { type: 'boolean' },
  },
})
const BATCH = 500
const A_SECOND = 5
const say = (text) => process.stderr.write(`${text}\n`)
const envelope = ({ type, subject, time, data }) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: 'urn:heimgewebe:bench',
  ...{ type, subject, time, data },
})
const append = async (url, events) => {
  const headers = { ...AUTHORIZATION, 'content-type': 'application/cloudevents-batch+json' }
  const body = JSON.stringify(events.map(envelope))
  const answer = await fetch(`${url}/events`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  await answer.arrayBuffer()
}

/** Suspects as they become readable, by incident. */
const ranked = new Map()
const listen = async (url, signal) => {
  const path = '/events/stream?type=suspects.ranked.v1'
  const { body } = await fetch(`${url}${path}`, { headers: AUTHORIZATION, signal })
  let text = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const line = text
        .slice(0, end)
        .split('\n')
        .find((one) => one.startsWith('data:'))
      text = text.slice(end + 2)
      const event = line === undefined ? undefined : JSON.parse(line.slice(5))
      if (event?.data?.incident)
        ranked.set(event.data.incident, { at: performance.now(), suspects: event.data.suspects })
    }
  }
}
const report = async (url, incident) => {
  const begun = performance.now()
  await append(url, [incident])
  while (!ranked.has(incident.subject)) await sleep(2)
  const { at, suspects } = ranked.get(incident.subject)
  return { ms: at - begun, place: suspects.findIndex(({ change }) => change === incident.cause) }
}
const figuresOf = (name, measured) => {
  const times = measured.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))])
  const named = measured.filter(({ place }) => place >= 0 && place < 3).length
  return {
    [`${name}, p50 ms`]: at(0.5),
    [`${name}, p99 ms`]: at(0.99),
    [`${name}, slowest ms`]: Math.round(times.at(-1)),
    [`${name}, cause among the first three`]: `${named} of ${measured.length}`,
  }
}

say(`${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`)
await withShipped(['chronik', 'sichter'], {}, async ({ chronik: { url }, sichter }) => {
  const history = new History(Number(values.events))
  const begun = performance.now()
  for (let done = 0; done < Number(values.events); done += BATCH) {
    await append(
      url,
      Array.from({ length: Math.min(BATCH, Number(values.events) - done) }, () => history.next()),
    )
    if (done % 10_000 === 0) say(`${done} events, ${Math.round((performance.now() - begun) / 1000)} s`)
  }
  const stop = new AbortController()
  const listening = listen(url, stop.signal).catch((error) => {
    if (!stop.signal.aborted) throw error
  })
  say('waiting for sichter')
  await report(url, history.incident(history.of(history.recent)))
  const filled = (performance.now() - begun) / 1000
  say(`the history is read: ${Math.round(filled)} s; load ${loadavg()[0].toFixed(1)}`)
  const cpu = await cpuSeconds([sichter.pid])
  const single = []
  for (let i = 0; i < Number(values.incidents); i++)
    single.push(await report(url, history.incident(history.of(history.recent))))
  const one = await cpuSeconds([sichter.pid])
  const together = []
  for (let i = 0; i < Number(values.incidents); i++) {
    together.push(report(url, history.incident(history.of(history.recent))))
    await sleep(1000 / A_SECOND)
  }
  const figures = {
    events: Number(values.events),
    'reading the history, s': Math.round(filled),
    ...figuresOf('one by one', single),
    ...figuresOf('five a second', await Promise.all(together)),
    'sichter CPU an incident, ms': Math.round(((one - cpu) / Number(values.incidents)) * 1000),
    'sichter memory, MiB': Math.round(
      Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${sichter.pid}/status`, 'utf8'))[1]) / 1024,
    ),
    load: loadavg()[0].toFixed(1),
  }
  stop.abort()
  await listening
  if (values.json) process.stdout.write(`${JSON.stringify({ repository: REPOSITORY, ...figures })}\n`)
  else console.table(figures)
})
