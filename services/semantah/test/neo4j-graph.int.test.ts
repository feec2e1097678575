import { afterAll, describe, expect, it } from '@jest/globals'
import { Graph } from '../src/io/graph.js'
import { Neo4jGraphStore } from '../src/io/neo4j/neo4j-graph-store.js'
import { graphCompliance } from './graph-compliance.js'
// @ts-expect-error plain JavaScript, shared with the measurements
import { startNeo4j } from '../../../deploy/neo4j/server.mjs'

/** A Neo4j for tests; see deploy/neo4j/server.mjs. */
interface Server {
  readonly url: string
  readonly user: string
  readonly password: string
  readonly missing?: string
  stop(): Promise<void>
  kill?(): Promise<void>
  restart?(): Promise<void>
  pause?(): void
  resume?(): void
}

const server = (await (startNeo4j as () => Promise<Server>)()) satisfies Server
const openStore = (): Promise<Neo4jGraphStore> =>
  Neo4jGraphStore.open(
    { ...server, database: 'neo4j', readTimeoutMs: 5000, writeTimeoutMs: 20_000, connections: 5 },
    20_000,
  )
const openEmpty = async (): Promise<Graph> => {
  const store = await openStore()
  await store.wipe()
  return Graph.on(store)
}

afterAll(() => server.stop())

describe('the graph on Neo4j', () => {
  graphCompliance(openEmpty)
  it('x', () => expect(1).toBe(1))
})
