import { ConfigError, env } from '@heimgewebe/mesh'

/** Settings of the clusters of like problems. */
export interface ClusterConfig {
  /** Different problems that must be alike. `SEMANTAH_CLUSTER_LEAST`, default 3, at least 3. */
  readonly least: number
  /** How long before the latest one a problem may be, in milliseconds. `SEMANTAH_CLUSTER_WINDOW`, default 90 days. */
  readonly windowMs: number
  /** Problems of one repository that a new one is compared with, the latest. `SEMANTAH_CLUSTER_PROBLEMS`, default 500. */
  readonly problems: number
}

/** Reads the settings. Throws `ConfigError` naming the one that is wrong. */
export const readClusterConfig = (source: NodeJS.ProcessEnv): ClusterConfig => ({
  least: atLeast(3, source, 'SEMANTAH_CLUSTER_LEAST', 3),
  windowMs: env.duration(source, 'SEMANTAH_CLUSTER_WINDOW', 90 * 86_400_000),
  problems: atLeast(0, source, 'SEMANTAH_CLUSTER_PROBLEMS', 500),
})

const atLeast = (least: number, source: NodeJS.ProcessEnv, name: string, fallback: number): number => {
  const value = env.int(source, name, fallback)
  if (value < least) throw new ConfigError(`${name} is below ${least}: ${value}`)
  return value
}
