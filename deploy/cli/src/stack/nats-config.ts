import { permissionsOf } from './nats-permissions.js'
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

/**
 * Configuration text of nats-server. `sync_interval` stays at its default: the stream can be refilled from the
 * log in Postgres at any time, so a power cut costs a refill and no event.
 */
export const natsConfig = (config: NatsConfig): string => {
  const text = (value: string): string => JSON.stringify(value)
  const users = Object.entries(config.keys).map(([name, key]) => {
    const { publish, subscribe } = permissionsOf(name as ServiceName)
    return `    # ${name}
    { nkey: ${key}, permissions: {
      publish: [${publish.map(text).join(', ')}]
      subscribe: [${subscribe.map(text).join(', ')}]
    } }`
  })
  return `# Written at every start. Do not edit.
server_name: ${text(`heimgewebe-${config.stack}`)}
listen: ${text(`${config.host}:${config.port}`)}
http: ${text(`${config.host}:${config.monitorPort}`)}
max_payload: ${MAX_PAYLOAD}
jetstream {
  store_dir: ${text(config.storeFolder)}
  max_memory_store: 64MB
  max_file_store: ${config.storeGib}GB
}
authorization {
  users: [
${users.join('\n')}
  ]
}
`
}
