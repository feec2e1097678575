// A log of which three of four partitions are archived: what that frees in Postgres, how long the act takes, and what pages,
// streams and look-ups by id cost there, in turn with the same in the part that is not archived.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { openChronik } from './chronik.mjs'
import { machineOf } from './machine.mjs'
import { streamed } from './growth.mjs'
import { median, profileOf } from './measure.mjs'
import { startServers } from './servers.mjs'

const BATCH = 500
const PARTITIONS = 4
/** Small enough that what is to be archived is packed soon, large enough that a segment holds many members. */
const SEGMENT_BYTES = 16 * 1_048_576

export const archiveAndRead = async (size, { product, seconds, rounds, say }) => {
  const servers = await startServers()
  const url = await servers.database('archive')
  const part = Math.floor(size / PARTITIONS)
  const settings = {
    ...servers.settingsOf(url, servers.natsUrl(), 0, 'archive'),
    CHRONIK_PARTITION_EVENTS: String(part),
    CHRONIK_SEGMENT_BYTES: String(SEGMENT_BYTES),
  }
  const chronik = await openChronik(settings, product)
  const pool = new pg.Pool({ connectionString: url, max: 1 }).on('error', () => undefined)
  const bytesOf = async () => {
    const { rows } = await pool.query('select pg_database_size(current_database())::float8 as bytes')
    return rows[0].bytes
  }
  try {
    let events = 0
    const fill = async (n) => chronik.write(Array.from({ length: BATCH }, (_, i) => streamed(n + i)))
    // A little more than four partitions: the last of the four is full, and packed.
    while (events < size + part / 2) {
      await Promise.all(Array.from({ length: 4 }, (_, i) => fill(events + i * BATCH)))
      events += 4 * BATCH
    }
    say(`${events} events are in the log`)
    const last = part * (PARTITIONS - 1)
    const before = await settledPlan(chronik.archive, last)
    await servers.checkpoint()
    const database = await bytesOf()
    const start = performance.now()
    await chronik.archive.begin({ beforePosition: last + 1 }, 'bench')
    let looked
    do {
      await new Promise((resolve) => setTimeout(resolve, 50))
      looked = await chronik.archive.look()
    } while (looked.state === 'running')
    if (looked.state !== 'done') throw new Error(looked.message)
    const took = (performance.now() - start) / 1000
    await servers.checkpoint()
    const figures = {
      ...machineOf(),
      archive: {
        events: last,
        seconds: took,
        packed: await packedBytes(join(settings.HEIMGEWEBE_HOME, 'chronik/segments'), last),
        partitions: { before: before.bytes, after: looked.bytes_after },
        database: { before: database, after: await bytesOf() },
        reads: await compare(chronik, { last, events, seconds, rounds }),
      },
    }
    say(JSON.stringify(figures.archive, undefined, 1))
    return figures
  } finally {
    await pool.end()
    await chronik.close()
    await servers.stop()
  }
}

/** Bytes of the packed segments of these events; the last one is counted in part. */
const packedBytes = async (folder, last) => {
  let bytes = 0
  for (const name of await readdir(folder)) {
    const [, first, end] = /^(\d+)-(\d+)\.jsonl\.gz$/.exec(name) ?? []
    if (end === undefined || Number(first) > last) continue
    const share = (Math.min(Number(end), last) - first + 1) / (end - first + 1)
    bytes += (await stat(join(folder, name))).size * share
  }
  return Math.round(bytes)
}

const settledPlan = async (archive, last) => {
  for (const end = Date.now() + 120_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const planned = await archive.plan({ beforePosition: last + 1 })
    if (planned.ok && planned.plan.last === last) return planned.plan
  }
  throw new Error('the segments or the relay do not come to the end of what is to be archived')
}

/** Events a second of pages of 1,000, milliseconds of a stream of ten and of one event: archived beside live. */
const compare = async (chronik, { last, events, seconds, rounds }) => {
  const places = { archived: [0, last - 1000], live: [last, events - 1000] }
  const measured = { archived: [], live: [] }
  for (let round = 0; round < rounds; round++)
    for (const part of round % 2 ? ['live', 'archived'] : ['archived', 'live']) {
      const [from, to] = places[part]
      const any = () => from + Math.floor(Math.random() * (to - from))
      let at = from
      const pages = await profileOf(1, seconds, async () => {
        const read = await chronik.page(at, 1000)
        at = at + 2000 > to ? from : at + 1000
        return read
      })
      const scattered = await profileOf(1, seconds, () => chronik.page(any(), 1000))
      const stream = await profileOf(1, seconds, () => chronik.read(streamed(any()).subject, 100))
      const ids = []
      for (let i = 0; i < 200; i++) ids.push(...(await chronik.idsAfter(any(), 1)))
      const id = await profileOf(1, seconds, (n) => chronik.byId(ids[n % ids.length]))
      measured[part].push({ pages: pages.rate, scattered: scattered.rate, stream: stream.p50, id: id.p50 })
    }
  const summed = {}
  for (const key of ['pages', 'scattered', 'stream', 'id']) {
    const of = (part) => measured[part].map((each) => each[key])
    const ratios = of('archived').map((value, round) => value / of('live')[round])
    summed[key] = { archived: median(of('archived')), live: median(of('live')), ratio: median(ratios), ratios }
  }
  return summed
}
