import { doorsOf, OWNER, permissionsOf, SWITCH } from './nats-permissions.js'
import type { ServiceName, StackName } from './services.js'

/** What the configuration of nats-server is written from. */
export interface NatsConfig {
  readonly stack: StackName
  /** Address to listen on; 127.0.0.1 except inside a container. */
  readonly host: string
  readonly port: number
  readonly monitorPort: number
  readonly storeFolder: string
  readonly storeGib: number
  /** Public nkey of each service. */
  readonly keys: Readonly<Partial<Record<ServiceName, string>>>
}

/** Largest message, in bytes: a reply of 500 events of common size; one event alone is at most 256 KiB. */
export const MAX_PAYLOAD = 4 * 1024 * 1024

/** Most connections, and subscriptions of one connection: far above what the services need. */
const MAX_CONNECTIONS = 100
const MAX_SUBSCRIPTIONS = 200

/**
 * Configuration text of nats-server. Each service is an account of its own and imports its doors from chronik's: permissions
 * alone do not hold, because nobody checks the reply subject of a request, and the answer would be published there,
 * into the stream or another's inbox. An answer to an import goes back into the account that asked, whatever it is named.
 *
 * `sync_interval` stays at its default: the stream can be refilled from the log in Postgres at any time, so a power cut costs
 * a refill and no event.
 */
export const natsConfig = (config: NatsConfig): string => {
  const names = Object.keys(config.keys) as ServiceName[]
  const askers = names.filter((name) => name !== OWNER)
  const account = (name: ServiceName, more: string): string => {
    const { publish, subscribe } = permissionsOf(name)
    return `  ${accountOf(name)} {
    users: [ { nkey: ${config.keys[name]}, permissions: {
      publish: [${publish.map(text).join(', ')}]
      subscribe: [${subscribe.map(text).join(', ')}]
    } } ]
${more}  }`
  }
  const heard =
    askers.length > 0 ? [`      { stream: ${text(SWITCH)}, accounts: [${askers.map(accountOf).join(', ')}] }`] : []
  const exported = askers.flatMap((name) =>
    doorsOf(name).map(
      ({ subject, many }) =>
        `      { service: ${text(subject)}, accounts: [${accountOf(name)}]${many ? ', response_type: Stream' : ''} }`,
    ),
  )
  const imported = (name: ServiceName): string[] =>
    doorsOf(name).map(
      ({ subject, as }) =>
        `      { service: { account: ${accountOf(OWNER)}, subject: ${text(subject)} }${as === subject ? '' : `, to: ${text(as)}`} }`,
    )
  return `# Written at every start. Do not edit.
server_name: ${text(`heimgewebe-${config.stack}`)}
listen: ${text(`${config.host}:${config.port}`)}
http: ${text(`${config.host}:${config.monitorPort}`)}
max_payload: ${MAX_PAYLOAD}
max_connections: ${MAX_CONNECTIONS}
max_subscriptions: ${MAX_SUBSCRIPTIONS}
jetstream {
  store_dir: ${text(config.storeFolder)}
  max_memory_store: 64MB
  max_file_store: ${config.storeGib}GB
}
system_account: SYSTEM
accounts {
  # Nobody is in it: the server's own events reach no service.
  SYSTEM {}
${names.map((name) => account(name, name === OWNER ? `    jetstream: enabled\n    exports: [\n${[...heard, ...exported].join('\n')}\n    ]\n` : `    imports: [\n      { stream: { account: ${accountOf(OWNER)}, subject: ${text(SWITCH)} } }\n${imported(name).join('\n')}\n    ]\n`)).join('\n')}
}
`
}

const text = (value: string): string => JSON.stringify(value)

const accountOf = (name: ServiceName): string => name.toUpperCase()
