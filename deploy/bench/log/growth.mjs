// One log of chronik that grows: what an append, a stream, a page and a look-up by id cost on the way.
import pg from 'pg'
import { cpuSeconds } from '../processes.mjs'
import { openChronik } from './chronik.mjs'
import { draftOf } from './events.mjs'
import { machineOf } from './machine.mjs'
import { median, profileOf } from './measure.mjs'
import { startServers } from './servers.mjs'

const FIRST = 10_000
const BATCH = 500
/** A stream gets ten events within so many of the log, and no more: what is read is as long at the end as at the start. */
const WINDOW = 10_000
const STREAMS = WINDOW / 10

export const grow = async (size, { product, seconds, rounds, say }) => {
  const servers = await startServers()
  const url = await servers.database('growing')
  const chronik = await openChronik(
    // NOTE: without the relay's stream and the segments on the same disk three times the events would fit; the log is what grows here.
    { ...servers.settingsOf(url, servers.natsUrl(), 0, 'growing'), CHRONIK_SEGMENTS: 'false' },
    product,
  )
  const pool = new pg.Pool({ connectionString: url, max: 1 }).on('error', () => undefined)
  const figures = { ...machineOf(), growth: [] }
  try {
    const steps = []
    for (let step = FIRST; step < size; step *= 10) steps.push(step, ...(step * 3 < size ? [step * 3] : []))
    let events = 0
    const fill = async (n) => {
      const drafts = Array.from({ length: BATCH }, (_, i) => streamed(n + i))
      await chronik.write(drafts)
    }
    for (const step of [...steps, size]) {
      while (events < step) {
        const batches = Array.from({ length: Math.min(4, Math.ceil((step - events) / BATCH)) }, (_, i) =>
          fill(events + i * BATCH),
        )
        await Promise.all(batches)
        events += batches.length * BATCH
      }
      await servers.checkpoint()
      const measured = []
      for (let round = 0; round < rounds; round++) measured.push(await measure(chronik, seconds, events))
      const { rows } = await pool.query('select pg_database_size(current_database())::float8 as bytes')
      const figure = { events, bytes: rows[0].bytes }
      for (const key of ['rate', 'cpu', 'stream', 'page', 'id']) figure[key] = median(measured.map((each) => each[key]))
      figures.growth.push(figure)
      say(JSON.stringify(figure))
    }
  } finally {
    await pool.end()
    await chronik.close()
    await servers.stop()
  }
  return figures
}

/** The n-th event, on the stream of its number. */
export const streamed = (n) => {
  const stream = Math.floor(n / WINDOW) * STREAMS + (n % STREAMS)
  return { ...draftOf(n, stream), subject: `pr/acme/shop/${stream}` }
}

/** What is appended while it is measured goes on streams of its own. */
let appended = 0

const measure = async (chronik, seconds, events) => {
  const any = () => Math.floor(Math.random() * events)
  const before = await cpuSeconds([process.pid])
  const append = await profileOf(32, seconds, () => chronik.append([streamed(1e9 + appended++)]))
  const cpu = (((await cpuSeconds([process.pid])) - before) * 1e6) / append.events
  const stream = await profileOf(1, seconds / 3, () => chronik.read(streamed(any()).subject, 100))
  const page = await profileOf(1, seconds / 3, () => chronik.page(any(), 1000))
  const ids = await chronik.idsAfter(any(), 100)
  const id = await profileOf(1, seconds / 3, (n) => chronik.byId(ids[n % ids.length]))
  return { rate: append.rate, cpu, stream: stream.p50, page: page.p50, id: id.p50 }
}
