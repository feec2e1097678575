import { env } from './env.js'

/** Bounds of a service's HTTP. A rate of 0 is no limit. */
export interface HttpLimits {
  /** Longest time for a whole request to arrive, in milliseconds. Default 30 s. */
  readonly requestTimeoutMs: number
  /** Connections that one address may hold at the same time. Default 256. */
  readonly socketsPerAddress: number
  /** Levels of lists and objects inside each other that a JSON body may have. Default 64. */
  readonly jsonDepth: number
  /** Reads a minute of one token, and of one address on open routes. Default 6000. */
  readonly readsPerMinute: number
  /** Requests that append or command, a minute and token. Default 3000; one of them may carry 500 events. */
  readonly writesPerMinute: number
  /** Deliveries of hosts a minute and address, and reports a minute and token. Default 1200. */
  readonly intakePerMinute: number
  /** Wrong tokens a minute and address; the right one goes on working. Default 20. */
  readonly failedLoginsPerMinute: number
  /** Tokens and addresses that each rate is kept for; the least recent is forgotten. Default 5000, about 1 MB. */
  readonly rateKeys: number
}

/** Reads the bounds of HTTP; they hold for all services. Throws `ConfigError` naming the setting. */
export const readHttpLimits = (source: NodeJS.ProcessEnv): HttpLimits => ({
  requestTimeoutMs: env.duration(source, 'HEIMGEWEBE_REQUEST_TIMEOUT', 30_000),
  socketsPerAddress: env.int(source, 'HEIMGEWEBE_SOCKETS_PER_ADDRESS', 256),
  jsonDepth: env.int(source, 'HEIMGEWEBE_JSON_DEPTH', 64),
  readsPerMinute: env.int(source, 'HEIMGEWEBE_READS_PER_MINUTE', 6000),
  writesPerMinute: env.int(source, 'HEIMGEWEBE_WRITES_PER_MINUTE', 3000),
  intakePerMinute: env.int(source, 'HEIMGEWEBE_INTAKE_PER_MINUTE', 1200),
  failedLoginsPerMinute: env.int(source, 'HEIMGEWEBE_FAILED_LOGINS_PER_MINUTE', 20),
  rateKeys: env.int(source, 'HEIMGEWEBE_RATE_KEYS', 5000),
})
