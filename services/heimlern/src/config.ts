import { type MeshConfig, readMeshConfig } from '@heimgewebe/mesh'

/** What heimlern needs to know. */
export interface Config {
  readonly mesh: MeshConfig
}

/** Reads the configuration. Throws `ConfigError` naming the setting. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => ({ mesh: readMeshConfig(source, 'heimlern') })
