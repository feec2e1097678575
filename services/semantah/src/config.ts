import { join } from 'node:path'
import { env, type MeshConfig, readMeshConfig } from '@heimgewebe/mesh'
import { readSearchConfig, type SearchConfig } from './search-config.js'

/** Settings of semantah. */
export interface Config {
  readonly mesh: MeshConfig
  /** Folder of the embedded graph store. Default `${HEIMGEWEBE_HOME}/semantah/graph`. One process at a time may open it. */
  readonly graphFolder: string
  /** Pages of the graph store kept in memory, in MiB. Default 64. Below 32 long paths are refused for want of memory. */
  readonly graphBufferMib: number
  /** Size of the graph store's write-ahead log at which it is folded into the store, in MiB. Default 16. */
  readonly graphCheckpointMib: number
  /** Longest time for one read of the graph, in milliseconds. Default 5 s. */
  readonly graphReadTimeoutMs: number
  readonly search: SearchConfig
}

/** Reads the settings. Throws `ConfigError` naming the one that is missing or wrong. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => {
  const mesh = readMeshConfig(source, 'semantah')
  return {
    mesh,
    graphFolder: env.path(source, 'SEMANTAH_GRAPH_FOLDER', join(mesh.home, 'semantah', 'graph')),
    graphBufferMib: env.int(source, 'SEMANTAH_GRAPH_BUFFER_MIB', 64),
    graphCheckpointMib: env.int(source, 'SEMANTAH_GRAPH_CHECKPOINT_MIB', 16),
    graphReadTimeoutMs: env.duration(source, 'SEMANTAH_GRAPH_READ_TIMEOUT', 5000),
    search: readSearchConfig(source, mesh.home),
  }
}
