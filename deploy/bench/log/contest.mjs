// All contenders in turn, round by round.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openCeilings } from './ceilings.mjs'
import { openChronik } from './chronik.mjs'
import { openEmmett } from './emmett.mjs'
import { draftOf } from './events.mjs'
import { cpuSeconds } from '../processes.mjs'
import { machineOf } from './machine.mjs'
import { openMessageDb } from './message-db.mjs'
import { percentiles, profileOf } from './measure.mjs'
import { openHttp, openNats, startChild } from './outside.mjs'
import { freePort, startServers } from './servers.mjs'

/** Events of the stream that is read, and of the log that a projection is rebuilt from. */
const READ = 1000
const REBUILD = 20_000
/** Appends a second while latency is measured. */
const PACE = 500
const LONG = { subject: 'pr/acme/long/1' }

export const contest = async ({ product, peers, main, rounds, seconds, only, say }) => {
  const wanted = (name) => !only || only.some((word) => name.includes(word))
  // Emmett goes on for a moment with pools that are closed, and keeps some that nobody can close until the server ends.
  const excuse = (error) => {
    if (error.code !== '57P01' && !/Cannot use a pool after/.test(error.message)) throw error
  }
  process.on('uncaughtException', excuse).on('unhandledRejection', excuse)
  const servers = await startServers()
  const closing = []
  const figures = { ...machineOf(), rounds, seconds, rows: {} }
  try {
    const cast = await assemble({ servers, product, peers, main, closing })
    const rows = rowsOf(cast, seconds).filter(({ name }) => wanted(name))
    await cast.prepare()
    for (let round = 0; round < rounds; round++)
      for (const { name, run } of round % 2 ? [...rows].reverse() : rows) {
        await servers.checkpoint()
        const before = await cpuSeconds([process.pid])
        const result = await run()
        // What it took, servers included, from the first event to the last: other work on the machine does not move it much.
        result.cpu = (((await cpuSeconds([process.pid])) - before) * 1e6) / result.events
        ;(figures.rows[name] ??= []).push(result)
        say(`${round + 1}/${rounds} ${name.padEnd(24)} ${JSON.stringify(result)}`)
      }
  } finally {
    for (const close of closing.reverse()) await close()
    await servers.stop()
  }
  return figures
}

const assemble = async ({ servers, product, peers, main, closing }) => {
  const load = (name) => import(pathToFileURL(createRequire(join(peers, 'x.js')).resolve(name)).href)
  const kept = (thing) => (closing.push(() => thing.close()), thing)
  const copyStreams = await load('pg-copy-streams')
  const { SQL } = await load('@event-driven-io/dumbo')
  const emmett = kept(
    await openEmmett(await servers.database('emmett'), { ...(await load('@event-driven-io/emmett-postgresql')), SQL }),
  )
  const messageDb = kept(
    await openMessageDb(
      await servers.database('message_db'),
      join(peers, 'node_modules/@eventide/message-db'),
      product,
    ),
  )
  const ceilings = kept(await openCeilings(await servers.database('ceilings'), copyStreams, product))
  const inner = await servers.database('inner_chronik')
  const chronik = kept(await openChronik(servers.settingsOf(inner, servers.natsUrl(), 0, 'inner'), product))
  const innerPool = new pg.Pool({ connectionString: inner, max: 2 }).on('error', () => undefined)
  closing.push(() => innerPool.end())
  const natsUrl = servers.natsUrl()
  const port = await freePort()
  const settings = servers.settingsOf(await servers.database('outer_chronik'), natsUrl, port, 'outer')
  closing.push(await startChild([main], settings, `http://127.0.0.1:${port}/readyz`))
  closing.push(await startChild([join(import.meta.dirname, 'echo.mjs')], { NATS_URL: natsUrl }))
  // NOTE: opened when it is needed: the server ends connections that stand idle.
  const openLanes = () => openHttp(port, servers.token, 32, product)
  const nats = kept(await openNats(natsUrl, product))
  const prepare = async () => {
    const long = Array.from({ length: READ }, (_, n) => ({ ...draftOf(n), ...LONG }))
    await Promise.all([emmett.append(long), messageDb.batch(long), chronik.append(long)])
    for (let n = 0; n < REBUILD; n += 500) {
      const drafts = Array.from({ length: 500 }, (_, i) => draftOf(n + i, n))
      await Promise.all([emmett.append(drafts), ceilings.many(drafts)])
      await chronik.append(drafts)
    }
  }
  return { emmett, messageDb, ceilings, chronik, innerPool, openLanes, nats, prepare }
}

const rowsOf = ({ emmett, messageDb, ceilings, chronik, innerPool, openLanes, nats }, seconds) => {
  const append = (
    name,
    size,
    at,
    work,
    batch = (n) => Array.from({ length: size }, (_, i) => draftOf(n * size + i)),
  ) => ({
    name: `${name} ${size}×${at}`,
    run: () => profileOf(at, seconds, (n, lane) => work(batch(n), lane)),
  })
  /** Emmett appends to one stream a call: a batch is of one stream for every contender. */
  const alike = (size) => (n) => Array.from({ length: size }, (_, i) => draftOf(n * size + i, n))
  const read = (name, work) => ({ name, run: () => profileOf(1, seconds, () => work(LONG.subject, READ)) })
  const once = (name, work) => ({
    name,
    run: async () => {
      const start = performance.now()
      const events = await work()
      return { rate: events / ((performance.now() - start) / 1000), events }
    },
  })
  const singles = [1, 8, 32].flatMap((at) => [
    append('chronik', 1, at, (drafts) => chronik.append(drafts)),
    append('emmett', 1, at, (drafts) => emmett.append(drafts)),
    append('row', 1, at, ([draft]) => ceilings.one(draft)),
    append('message-db many', 1, at, ([draft]) => messageDb.one(draft, true)),
  ])
  return [
    ...singles,
    append('message-db', 1, 32, ([draft]) => messageDb.one(draft, false)),
    append('chronik', 1, 128, (drafts) => chronik.append(drafts)),
    append('emmett', 1, 128, (drafts) => emmett.append(drafts)),
    append('chronik', 1, 256, (drafts) => chronik.append(drafts)),
    {
      name: 'http 1×32',
      async run() {
        const http = await openLanes()
        return append('http', 1, 32, (drafts, lane) => http.append(drafts, lane))
          .run()
          .finally(() => http.close())
      },
    },
    append('nats', 1, 256, (drafts) => nats.append(drafts)),
    append('echo', 1, 256, (drafts) => nats.echo(drafts)),
    append('chronik', 100, 8, (drafts) => chronik.append(drafts), alike(100)),
    append('emmett', 100, 8, (drafts) => emmett.append(drafts), alike(100)),
    append('message-db', 100, 8, (drafts) => messageDb.batch(drafts), alike(100)),
    append('batch', 100, 8, (drafts) => ceilings.many(drafts), alike(100)),
    append('chronik', 100, 32, (drafts) => chronik.append(drafts), alike(100)),
    append('batch', 1000, 4, (drafts) => ceilings.many(drafts), alike(1000)),
    { ...append('copy in', 1000, 4, (drafts) => ceilings.copyIn(drafts), alike(1000)), name: 'copy in' },
    read('chronik read', chronik.read),
    read('emmett read', emmett.read),
    read('message-db read', messageDb.read),
    once('chronik rebuild', () => chronik.rebuild(innerPool)),
    once('emmett rebuild', () => emmett.rebuild()),
    once('copy out', () => ceilings.copyOut()),
    { name: 'chronik end to end', run: () => latency(nats, (drafts) => nats.append(drafts)) },
    { name: 'emmett end to end', run: () => latency(emmett, (drafts) => emmett.append(drafts)) },
  ]
}

let followed = 0

/** Milliseconds from the moment an append is called to the moment the consumer has the event, at a steady pace. */
const latency = async (store, append, seconds = 3) => {
  const mark = `e2e-${followed++}-`
  const sent = new Map()
  const took = []
  const stop = await store.follow((data) => {
    const start = sent.get(data.url)
    if (start !== undefined) took.push(performance.now() - start)
  })
  // A consumer may have to catch up first: only when it has the newest event does the clock run.
  const probe = { ...draftOf(0), data: { ...draftOf(0).data, url: `${mark}probe` } }
  sent.set(probe.data.url, 0)
  await append([probe])
  for (let tries = 0; took.length === 0 && tries < 1200; tries++) await sleep(50)
  sent.clear()
  took.length = 0
  const begin = performance.now()
  const appends = []
  for (let n = 0; n < PACE * seconds; n++) {
    const due = begin + (n * 1000) / PACE
    if (performance.now() < due) await sleep(Math.max(0, due - performance.now()))
    const draft = draftOf(n)
    const url = `${mark}${n}`
    sent.set(url, performance.now())
    appends.push(append([{ ...draft, data: { ...draft.data, url } }]))
  }
  await Promise.all(appends)
  for (let tries = 0; took.length < sent.size && tries < 100; tries++) await sleep(50)
  await stop()
  return { ...percentiles(took), events: took.length, asked: sent.size }
}
