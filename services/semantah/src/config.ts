import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, env, type MeshConfig, readMeshConfig } from '@heimgewebe/mesh'
import { type ClusterConfig, readClusterConfig } from './cluster-config.js'
import { type ContextConfig, readContextConfig } from './context-config.js'
import { readSearchConfig, type SearchConfig } from './search-config.js'

/** Settings of semantah. */
export interface Config {
  readonly mesh: MeshConfig
  /** Where the graph is kept: `ladybug`, the embedded store (default), or `neo4j`, a server. */
  readonly graph: 'ladybug' | 'neo4j'
  /** Folder of the embedded graph store. Default `${HEIMGEWEBE_HOME}/semantah/graph`. One process at a time may open it. */
  readonly graphFolder: string
  /** Pages of the graph store kept in memory, in MiB. Default 64. Below 32 long paths are refused for want of memory. */
  readonly graphBufferMib: number
  /** Size of the graph store's write-ahead log at which it is folded into the store, in MiB. Default 16; more for a store of over four times that size. */
  readonly graphCheckpointMib: number
  /** Relations of the graph held in memory besides, some 80 bytes each. Default 1,000,000; of a graph that has more, and at 0, none are. */
  readonly graphRelationsHeld: number
  /** Nodes and events of the graph held in memory besides, each: some 250 and 100 bytes. Default 200,000; those not used for the longest time go. */
  readonly graphRowsHeld: number
  /** Longest time for one read of the graph, in milliseconds. Default 5 s. */
  readonly graphReadTimeoutMs: number
  /** Longest time for one batch of writes to Neo4j, in milliseconds. Default 60 s. */
  readonly graphWriteTimeoutMs: number
  /** How long a Neo4j that is not there yet is waited for at the start, in milliseconds. Default 60 s. */
  readonly graphStartTimeoutMs: number
  readonly neo4j: Neo4jConfig
  readonly search: SearchConfig
  readonly cluster: ClusterConfig
  readonly context: ContextConfig
  /** Where vectors and graph are kept, in words: so an operator sees whether two stacks share anything. */
  readonly places: { readonly vectors: string; readonly graph: string }
}

/** How Neo4j is reached. */
export interface Neo4jConfig {
  /** bolt:// or neo4j:// address. Default bolt://127.0.0.1:7687. */
  readonly url: string
  /** User. Default neo4j. */
  readonly user: string
  /** Password, read from the file that is named; `neo4j/<password>`, as Neo4j's own image takes it, is understood. Empty: none is sent. */
  readonly password: string
  /** Database. Default neo4j, the only one of the community edition. */
  readonly database: string
  /** Most connections. Default 10. */
  readonly connections: number
}

/** Reads the settings. Throws `ConfigError` naming the one that is missing or wrong. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => {
  const mesh = readMeshConfig(source, 'semantah')
  const graph = env.string(source, 'SEMANTAH_GRAPH', 'ladybug')
  if (graph !== 'ladybug' && graph !== 'neo4j')
    throw new ConfigError(`SEMANTAH_GRAPH is neither ladybug nor neo4j: ${graph}`)
  const config: Omit<Config, 'places'> = {
    mesh,
    graph,
    graphFolder: env.path(source, 'SEMANTAH_GRAPH_FOLDER', join(mesh.home, 'semantah', 'graph')),
    graphBufferMib: env.int(source, 'SEMANTAH_GRAPH_BUFFER_MIB', 64),
    graphCheckpointMib: env.int(source, 'SEMANTAH_GRAPH_CHECKPOINT_MIB', 16),
    graphRelationsHeld: env.int(source, 'SEMANTAH_GRAPH_RELATIONS_HELD', 1_000_000),
    graphRowsHeld: env.int(source, 'SEMANTAH_GRAPH_ROWS_HELD', 200_000),
    graphReadTimeoutMs: env.duration(source, 'SEMANTAH_GRAPH_READ_TIMEOUT', 5000),
    graphWriteTimeoutMs: env.duration(source, 'SEMANTAH_GRAPH_WRITE_TIMEOUT', 60_000),
    graphStartTimeoutMs: env.duration(source, 'SEMANTAH_GRAPH_START_TIMEOUT', 60_000),
    neo4j: {
      url: env.string(source, 'SEMANTAH_NEO4J_URL', 'bolt://127.0.0.1:7687'),
      user: env.string(source, 'SEMANTAH_NEO4J_USER', 'neo4j'),
      password: passwordIn(env.optional(source, 'SEMANTAH_NEO4J_PASSWORD_FILE')),
      database: env.string(source, 'SEMANTAH_NEO4J_DATABASE', 'neo4j'),
      connections: env.int(source, 'SEMANTAH_NEO4J_CONNECTIONS', 10),
    },
    search: readSearchConfig(source, mesh.home),
    cluster: readClusterConfig(source),
    context: readContextConfig(source, mesh.home),
  }
  return { ...config, places: placesOf(config) }
}

const placesOf = ({ graph, graphFolder, neo4j, search }: Omit<Config, 'places'>): Config['places'] => ({
  vectors: search.vectors === 'qdrant' ? search.qdrant.url : search.folder,
  graph: graph === 'neo4j' ? `${neo4j.url}/${neo4j.database}` : graphFolder,
})

const passwordIn = (file: string | undefined): string => {
  if (file === undefined) return ''
  try {
    return readFileSync(file, 'utf8')
      .trim()
      .replace(/^neo4j\//, '')
  } catch (error) {
    throw new ConfigError(`SEMANTAH_NEO4J_PASSWORD_FILE cannot be read: ${String(error)}`, { cause: error })
  }
}
