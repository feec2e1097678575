import { readFileSync } from 'node:fs'
import { ConfigError } from '../errors.js'
import { env } from './env.js'
import { type HttpLimits, readHttpLimits } from './http-limits.js'

/** What every service of the mesh needs to know. Each setting is read as `<SERVICE>_<NAME>`, then as the shared name. */
export interface MeshConfig {
  /** Name of the service: its schema, its durable consumer, its place in the permissions. */
  readonly service: string
  /** prod or test. Default prod. */
  readonly stack: string
  /** Address that HTTP listens on. Default 127.0.0.1. */
  readonly host: string
  /** Port of health, metrics and reads; 0 takes a free one. Defaults: design, ports. */
  readonly port: number
  /** Postgres connection URL, with the password of the file where one is named. The service's schema bears its name. */
  readonly databaseUrl: string
  /** Most Postgres connections of this service. Default 4. */
  readonly databaseConnections: number
  /** NATS URL. Default nats://127.0.0.1:4222. */
  readonly natsUrl: string
  /** File with the nkey seed of this service; absent where the URL carries a user and password. */
  readonly natsSeedFile: string | undefined
  /** What stands for `$JS.API` where the service's account borrows the stream of another. Default $JS.API. */
  readonly natsApiPrefix: string
  /** Folder for what the service keeps besides Postgres. Default .heimgewebe. */
  readonly home: string
  /** File with the bearer token of the HTTP reads. Absent: every read but health is refused. */
  readonly tokenFile: string | undefined
  /** Host names that requests may be addressed to, against DNS rebinding. Default localhost and loopback addresses. */
  readonly allowedHosts: readonly string[]
  /** Bounds of HTTP. */
  readonly http: HttpLimits
  /** pino level. Default info. */
  readonly logLevel: string
  /** Most events that share one transaction when catching up. Default 500. */
  readonly batchSize: number
  /** Tries before an event is parked. Default 5. */
  readonly maxTries: number
  /** Longest time for a handler to take one event, in milliseconds; then it counts as a try that failed. Default 60 s. */
  readonly handlerTimeLimitMs: number
  /** Wait before the second try in milliseconds; doubled each time up to a minute. Default 1 s. */
  readonly retryDelayMs: number
  /** Longest wait for acts in flight at a stop, in milliseconds. Default 10 s. */
  readonly stopTimeoutMs: number
  /** OTLP/HTTP endpoint for traces. Unset: nothing leaves the process. */
  readonly otlpEndpoint: string | undefined
  /** Build the read model anew from the log at this start. Default false. */
  readonly rebuild: boolean
  /**
   * How much the service steps back where processors are short: nice value of its process from 0 to 19, inherited by what
   * it starts. Default 5 for semantah, heimlern and wgx, which nobody waits for as for a judgement; else 0.
   */
  readonly niceness: number
  /**
   * Shortest time between the beginnings of two transactions of a service that is up to date, in milliseconds: after a
   * quiet moment an event is taken at once, many in a row share one. Default 250 ms for semantah, heimlern, wgx and what
   * chronik follows itself, 100 ms for leitstand, 25 ms for heimgeist, else 0.
   */
  readonly lingerMs: number
  /**
   * How long the log must have been quiet before an act that nobody waits for begins, such as the mining of lint rules, in
   * milliseconds. Default 30 s.
   */
  readonly quietMs: number
  /** Longest wait for that quiet, in milliseconds, from when the service saw the act first. Default 30 min. */
  readonly patienceMs: number
}

const PORTS: Readonly<Record<string, number>> = {
  chronik: 8010,
  semantah: 8011,
  sichter: 8012,
  heimgeist: 8013,
  wgx: 8014,
  heimlern: 8015,
  hauski: 8016,
  evolution: 8017,
  leitstand: 8001,
}

const NICENESS: Readonly<Record<string, number>> = { semantah: 5, heimlern: 5, wgx: 5 }
const MOST_NICE = 19
const LINGER_MS: Readonly<Record<string, number>> = {
  chronik: 250,
  semantah: 250,
  heimlern: 250,
  wgx: 250,
  leitstand: 100,
  heimgeist: 25,
}

/** Reads the shared part of a service's configuration. Throws `ConfigError` naming the setting. */
export const readMeshConfig = (source: NodeJS.ProcessEnv, service: string): MeshConfig => {
  const own = service.toUpperCase()
  /** The service's own name where it is set, else the shared one. */
  const name = (setting: string): string => (env.optional(source, `${own}_${setting}`) ? `${own}_${setting}` : setting)
  const stack = env.string(source, 'HEIMGEWEBE_STACK', 'prod')
  const port = (PORTS[service] ?? 8019) + (stack === 'test' ? 1000 : 0)
  return {
    service,
    stack,
    host: env.string(source, name('HOST'), '127.0.0.1'),
    port: env.int(source, `${own}_PORT`, port),
    databaseUrl: databaseUrl(
      env.string(source, name('DATABASE_URL')),
      env.optional(source, name('DATABASE_PASSWORD_FILE')),
    ),
    databaseConnections: env.int(source, name('DATABASE_CONNECTIONS'), 4),
    natsUrl: env.string(source, name('NATS_URL'), `nats://127.0.0.1:${stack === 'test' ? 4223 : 4222}`),
    natsSeedFile: env.optional(source, name('NATS_SEED_FILE')),
    natsApiPrefix: env.string(source, name('NATS_API_PREFIX'), '$JS.API'),
    home: env.path(source, 'HEIMGEWEBE_HOME', '.heimgewebe'),
    tokenFile: env.optional(source, 'HEIMGEWEBE_TOKEN_FILE'),
    allowedHosts: env.list(source, 'HEIMGEWEBE_ALLOWED_HOSTS', ['localhost', '127.0.0.1', '[::1]']),
    http: readHttpLimits(source),
    logLevel: env.string(source, name('HEIMGEWEBE_LOG_LEVEL'), 'info'),
    batchSize: env.int(source, name('BATCH_SIZE'), 500),
    maxTries: env.int(source, name('MAX_TRIES'), 5),
    handlerTimeLimitMs: env.duration(source, name('HANDLER_TIME_LIMIT'), 60_000),
    retryDelayMs: env.duration(source, name('RETRY_DELAY'), 1000),
    stopTimeoutMs: env.duration(source, name('STOP_TIMEOUT'), 10_000),
    otlpEndpoint: env.optional(source, 'OTEL_EXPORTER_OTLP_ENDPOINT'),
    rebuild: env.boolean(source, `${own}_REBUILD`, false),
    niceness: Math.max(0, Math.min(MOST_NICE, env.int(source, `${own}_NICENESS`, NICENESS[service] ?? 0))),
    lingerMs: env.duration(source, `${own}_LINGER`, LINGER_MS[service] ?? 0),
    quietMs: env.duration(source, name('QUIET'), 30_000),
    patienceMs: env.duration(source, name('PATIENCE'), 1_800_000),
  }
}

const databaseUrl = (text: string, passwordFile: string | undefined): string => {
  if (passwordFile === undefined) return text
  try {
    const url = new URL(text)
    url.password = encodeURIComponent(readFileSync(passwordFile, 'utf8').trim())
    return url.href
  } catch (cause) {
    throw new ConfigError(`DATABASE_PASSWORD_FILE ${passwordFile} cannot be used`, { cause })
  }
}
