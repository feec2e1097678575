import { env } from './env.js'

/** Bounds of a service's HTTP. */
export interface HttpLimits {
  /** Longest time for a whole request to arrive, in milliseconds. Default 30 s. */
  readonly requestTimeoutMs: number
  /** Connections that one address may hold at the same time. Default 256. */
  readonly socketsPerAddress: number
  /** Levels of lists and objects inside each other that a JSON body may have. Default 64. */
  readonly jsonDepth: number
}

/** Reads the bounds of HTTP; they hold for all services. Throws `ConfigError` naming the setting. */
export const readHttpLimits = (source: NodeJS.ProcessEnv): HttpLimits => ({
  requestTimeoutMs: env.duration(source, 'HEIMGEWEBE_REQUEST_TIMEOUT', 30_000),
  socketsPerAddress: env.int(source, 'HEIMGEWEBE_SOCKETS_PER_ADDRESS', 256),
  jsonDepth: env.int(source, 'HEIMGEWEBE_JSON_DEPTH', 64),
})
