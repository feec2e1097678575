import type { Config } from '../config.js'
import { Graph } from './graph.js'
import { LadybugGraphStore } from './ladybug/ladybug-graph-store.js'

const MIB = 2 ** 20

/** Opens the graph on the store that the settings name. */
export const openGraph = async (config: Config): Promise<Graph> => {
  const held = { relations: config.graphRelationsHeld, rows: config.graphRowsHeld }
  if (config.graph === 'neo4j') {
    // Loaded where it is used only: the driver is a twelfth of what a start takes.
    const { Neo4jGraphStore } = await import('./neo4j/neo4j-graph-store.js')
    const { graphReadTimeoutMs: readTimeoutMs, graphWriteTimeoutMs: writeTimeoutMs } = config
    return Graph.on(
      await Neo4jGraphStore.open({ ...config.neo4j, readTimeoutMs, writeTimeoutMs }, config.graphStartTimeoutMs),
      held,
    )
  }
  return Graph.on(
    await LadybugGraphStore.open({
      folder: config.graphFolder,
      bufferBytes: config.graphBufferMib * MIB,
      checkpointBytes: config.graphCheckpointMib * MIB,
      readTimeoutMs: config.graphReadTimeoutMs,
    }),
    held,
  )
}
