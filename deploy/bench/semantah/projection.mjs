// How fast the log becomes a graph, how fast neighbourhoods are read, and whether a rebuild answers the same.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNeo4j } from '../../neo4j/server.mjs'
import { eventsOf, randomFrom } from './events.mjs'
import { loadProduct } from './product.mjs'
import { answersOf } from './questions.mjs'

const BATCH = 500
const NEIGHBOURHOODS = 1000
const MIB = 2 ** 20

/** Rows of figures, one a store. */
export const measure = async ({ events, stores, say }) => {
  const product = await loadProduct()
  const rows = {}
  const answers = {}
  for (const name of stores) {
    const opened = await open(product, name)
    if (opened.missing) {
      say(`${name} was not measured: ${opened.missing}`)
      continue
    }
    try {
      const { graph } = opened
      const ids = { file: [], commit: [], incident: [] }
      const first = await project(product, graph, events, ids)
      say(`${name}: ${Math.round(events / first.seconds)} events/s`)
      const reads = await neighbourhoods(graph, [...ids.file, ...ids.commit, ...ids.incident])
      answers[name] = await answersOf(product, graph, ids, events)
      const { nodes, relations } = await graph.counts()
      const { held } = graph
      await graph.wipe()
      const second = await project(product, graph, events, undefined)
      const again = await answersOf(product, graph, ids, events)
      rows[name] = {
        'events/s': Math.round(events / first.seconds),
        'rebuild events/s': Math.round(events / second.seconds),
        'own CPU s': round(first.cpu),
        nodes: sum(nodes),
        relations: sum(relations),
        ...reads,
        'equal after rebuild': `${answers[name].filter((answer, n) => answer === again[n]).length} of ${again.length}`,
        'equal to the other store':
          stores.length > 1 && answers[stores[0]]
            ? `${answers[name].filter((answer, n) => answer === answers[stores[0]][n]).length} of ${again.length}`
            : '',
        'relations in memory MiB': round(held.bytes / MIB),
        'RSS MiB': Math.round(process.memoryUsage.rss() / MIB),
      }
      await graph.close()
    } finally {
      await opened.stop()
    }
  }
  return rows
}

const open = async (product, name) => {
  if (name === 'ladybug') {
    const folder = await mkdtemp(join(tmpdir(), 'heimgewebe-bench-'))
    const limits = { folder, bufferBytes: 64 * MIB, checkpointBytes: 16 * MIB, readTimeoutMs: 30_000 }
    const graph = await product.Graph.on(await product.LadybugGraphStore.open(limits))
    return { graph, stop: () => rm(folder, { recursive: true, force: true }) }
  }
  const server = await startNeo4j({ heapMib: 1024, short: false })
  if (server.missing) return server
  const limits = { ...server, database: 'neo4j', readTimeoutMs: 30_000, writeTimeoutMs: 60_000, connections: 10 }
  const store = await product.Neo4jGraphStore.open(limits, 60_000)
  await store.wipe()
  return { graph: await product.Graph.on(store), stop: server.stop }
}

/** The whole log into the graph, in the batches of a service that catches up. Gathers ids where they are wanted. */
const project = async (product, graph, count, ids) => {
  const links = linksOf(product)
  const start = performance.now()
  const cpu = process.cpuUsage()
  let batch = []
  for (const event of eventsOf(count)) {
    const { nodes, relations, replaces } = links[event.type](event)
    const evidence = { position: event.position, id: event.id, type: event.type, at: Date.parse(event.time) }
    batch.push({ evidence, nodes, relations, replaces })
    if (ids) for (const node of nodes) if (!node.mention || node.kind === 'file') ids[node.kind]?.push(node.id)
    if (batch.length < BATCH && event.position < count) continue
    await graph.apply(batch)
    batch = []
  }
  const { user, system } = process.cpuUsage(cpu)
  return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 }
}

const linksOf = (product) => ({
  'change.recorded.v1': (event) => product.linkChange(event, { areas: [] }),
  'pr.opened.v1': (event) => product.linkPullRequest(event, { areas: [] }),
  'ci.result.v1': product.linkCi,
  'issue.opened.v1': product.linkIssue,
  'incident.detected.v1': product.linkIncident,
})

const neighbourhoods = async (graph, ids) => {
  const random = randomFrom(3)
  const times = []
  const before = process.cpuUsage()
  for (let n = 0; n < NEIGHBOURHOODS + 50; n++) {
    const node = ids[Math.floor(random() * ids.length)]
    const start = performance.now()
    await graph.neighbours({ node, depth: 2, limit: 100 })
    // The first ones are the store's own warming up.
    if (n >= 50) times.push(performance.now() - start)
  }
  const { user, system } = process.cpuUsage(before)
  times.sort((a, b) => a - b)
  const at = (share) => round(times[Math.floor(times.length * share)])
  const cpu = round((user + system) / 1000 / (NEIGHBOURHOODS + 50))
  return { 'two hops p50 ms': at(0.5), 'two hops p99 ms': at(0.99), 'two hops CPU ms': cpu }
}

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0)
const round = (value) => Math.round(value * 10) / 10
