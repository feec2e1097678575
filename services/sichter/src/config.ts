import { env, type MeshConfig, readMeshConfig } from '@heimgewebe/mesh'

/** What sichter needs to know. */
export interface Config {
  readonly mesh: MeshConfig
  /** Repositories whose judgement is held in memory; the others are read again when they change. Default 8. */
  readonly repositoriesInMemory: number
  /** Inputs after which a judgement is written as a whole, outside of a catch-up. Default 2000. */
  readonly snapshotEvery: number
  /** Guard runs of a repository that are learned from, the latest. Default 1000. */
  readonly guardRuns: number
  /** Changes in which guards found a fault that are needed before guards are ordered by it. Default 5. */
  readonly guardFaults: number
}

/** Injection token of the configuration. */
export const CONFIG = Symbol('CONFIG')

/** Reads the configuration. Throws `ConfigError` naming the setting. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => ({
  mesh: readMeshConfig(source, 'sichter'),
  repositoriesInMemory: env.int(source, 'SICHTER_REPOSITORIES_IN_MEMORY', 8),
  snapshotEvery: env.int(source, 'SICHTER_SNAPSHOT_EVERY', 2000),
  guardRuns: env.int(source, 'SICHTER_GUARD_RUNS', 1000),
  guardFaults: env.int(source, 'SICHTER_GUARD_FAULTS', 5),
})
