import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { Graph } from '../src/io/graph.js'
import { LadybugGraphStore } from '../src/io/ladybug/ladybug-graph-store.js'
import { Neo4jGraphStore } from '../src/io/neo4j/neo4j-graph-store.js'
import { graphCompliance } from './graph-compliance.js'
import { killWriters } from './kill-writers.js'
import { recordedAnswers, recordedLog } from './recorded-log.js'
// @ts-expect-error plain JavaScript, shared with the measurements
import { startNeo4j } from '../../../deploy/neo4j/server.mjs'

/** A Neo4j for tests; see deploy/neo4j/server.mjs. */
interface Server {
  readonly url: string
  readonly user: string
  readonly password: string
  readonly missing?: string
  stop?(): Promise<void>
  kill?(): Promise<void>
  restart?(): Promise<void>
  pause?(): void
  resume?(): void
}

const server = await (startNeo4j as () => Promise<Server>)()
if (server.missing !== undefined) {
  // In CI it must run; elsewhere whoever reads the summary must see that it did not.
  if (process.env['CI']) throw new Error(`the graph was NOT tested on Neo4j: ${server.missing}`)
  process.stderr.write(`\n*** THE GRAPH WAS NOT TESTED ON NEO4J: ${server.missing} ***\n\n`)
}
const { url, user, password } = server
const limits = { url, user, password, database: 'neo4j', readTimeoutMs: 10_000, writeTimeoutMs: 30_000, connections: 5 }
const openStore = (more: Partial<typeof limits> = {}): Promise<Neo4jGraphStore> =>
  Neo4jGraphStore.open({ ...limits, ...more }, 20_000)
/** The store alone, nothing of it in memory. */
const openEmpty = async (more: Partial<typeof limits> = {}): Promise<Graph> => {
  const store = await openStore(more)
  await store.wipe()
  return Graph.on(store, { relations: 0, rows: 0 })
}

afterAll(() => server.stop?.())

const embedded = async (): Promise<Graph> =>
  Graph.on(
    await LadybugGraphStore.open({
      folder: await mkdtemp(join(folder, 'graph-')),
      bufferBytes: 64 * 2 ** 20,
      checkpointBytes: 16 * 2 ** 20,
      readTimeoutMs: 5000,
    }),
  )
const folder = await mkdtemp(join(tmpdir(), 'semantah-neo4j-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const there = server.missing === undefined ? describe : describe.skip
there('the graph on Neo4j', () => {
  graphCompliance(openEmpty)
})

there('the same log', () => {
  const LENGTH = 240
  const log = recordedLog(LENGTH)

  it('gives byte-equal answers to 200 questions on both stores, in other batches and after a rebuild', async () => {
    const [one, other] = [await embedded(), await openEmpty()]
    await one.apply(log)
    for (let start = 0; start < LENGTH; start += 37) await other.apply(log.slice(start, start + 37))
    const expected = await recordedAnswers(one, LENGTH)
    expect(expected).toHaveLength(200)
    expect(expected.filter((answer) => answer === 'null').length).toBeLessThan(40)
    expect(await recordedAnswers(other, LENGTH)).toEqual(expected)
    expect(await other.digest()).toBe(await one.digest())
    await other.close()
    // In memory, read in while the log is written anew.
    const held = await Graph.on(await openStore())
    await held.wipe()
    await held.apply(log.slice(0, 100))
    await held.close()
    const again = await Graph.on(await openStore())
    await again.apply(log.slice(100))
    await again.ready()
    expect(await recordedAnswers(again, LENGTH)).toEqual(expected)
    for (const graph of [one, again]) await graph.close()
  })

  it('is told as it is to a process that stands by while another one writes, and to it when it writes on', async () => {
    const writing = await openEmpty()
    await writing.apply(log.slice(0, 50))
    const standing = await Graph.on(await openStore())
    await standing.ready()
    const around = (graph: Graph) => graph.neighbours({ node: 'person/1', depth: 1, limit: 200 })
    expect(await around(standing)).toEqual(await around(writing))
    expect(standing.held.relations).toBeGreaterThan(50)
    await writing.apply(log.slice(50, 90))
    expect(await around(standing)).toEqual(await around(writing))
    await standing.apply(log.slice(90, 120))
    await standing.ready()
    expect(standing.held.relations).toBeGreaterThan(120)
    expect(await around(standing)).toEqual(await around(writing))
    for (const graph of [writing, standing]) await graph.close()
  })

  it('survives kills of the writing process at any moment', async () => {
    const graph = await openEmpty()
    await graph.close()
    await killWriters({ neo4j: limits }, log)
    const [killed, whole] = [await Graph.on(await openStore()), await embedded()]
    await killed.apply(log)
    await whole.apply(log)
    expect(await killed.digest()).toBe(await whole.digest())
    for (const each of [killed, whole]) await each.close()
  })
})

const ours = server.kill ? describe : describe.skip
ours('a Neo4j that fails', () => {
  const log = recordedLog(120)

  it('is named with its address, has nothing half-written, and goes on where it stood when it is back', async () => {
    // A server that is gone is tried for half of this time, three times here.
    const [graph, whole] = [await openEmpty({ readTimeoutMs: 3000 }), await embedded()]
    await graph.apply(log.slice(0, 40))
    const writing = graph.apply(log.slice(40, 120)).catch((error: unknown) => error)
    await server.kill!()
    await writing
    await expect(graph.neighbours({ node: 'person/1', depth: 1, limit: 5 })).rejects.toMatchObject({
      code: 'out_of_reach',
      message: expect.stringContaining(server.url),
    })
    await expect(graph.check()).rejects.toThrow(server.url)
    await expect(graph.apply(log.slice(40, 50))).rejects.toMatchObject({ code: 'out_of_reach' })
    await server.restart!()
    // As the mesh does: the event waits as long as the store is out of reach, which a server that warms up may be again.
    const applied = (): Promise<boolean> =>
      graph.apply(log).then(
        () => true,
        (error: { code?: string }) => {
          if (error.code !== 'out_of_reach') throw error
          return false
        },
      )
    for (let tries = 0; tries < 30 && !(await applied()); tries++);
    await whole.apply(log)
    const later = await Graph.on(await openStore())
    expect(await later.digest()).toBe(await whole.digest())
    for (const each of [graph, whole, later]) await each.close()
  })

  it('that takes requests and never answers is given up in time', async () => {
    const graph = await Graph.on(await openStore({ readTimeoutMs: 1000 }))
    server.pause!()
    try {
      await expect(graph.check()).rejects.toMatchObject({ code: 'out_of_reach' })
    } finally {
      server.resume!()
    }
    await graph.check()
    await graph.close()
  })

  it('that is no Neo4j is named as such', async () => {
    const web = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(web, 'listening')
    const url = `bolt://127.0.0.1:${(web.address() as AddressInfo).port}`
    await expect(Neo4jGraphStore.open({ ...limits, url, readTimeoutMs: 1000 }, 0)).rejects.toThrow(url)
    web.close()
  })
})
