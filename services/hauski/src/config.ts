import { join } from 'node:path'
import { ConfigError, type MeshConfig, env, readMeshConfig } from '@heimgewebe/mesh'
import { type DeliverySettings, readDeliverySettings } from './delivery-config.js'

/** Injection token of the configuration. */
export const CONFIG = Symbol('CONFIG')

/** What hauski can be told. */
export interface Config extends DeliverySettings {
  readonly mesh: MeshConfig
  /** Folder for mirrors: `hauski` in HEIMGEWEBE_HOME. */
  readonly home: string
  /** Whom commits of the mesh are by. Default Heimgewebe <heimgewebe@localhost>. */
  readonly author: { readonly name: string; readonly email: string }
  /** Protocols that mirrors may be fetched by from clone URLs; a folder of this machine always. Default https. */
  readonly protocols: readonly string[]
  /** Files in one commit at most. Default 100. */
  readonly files: number
  /** Largest file that is written, in bytes. Default 1 MiB. */
  readonly fileBytes: number
  /** The git hosts and what may be written there. Default hosts.json in the home folder; without such a file nothing is. Read again at each act. */
  readonly hostsFile: string
  /** Longest call of a host, in milliseconds. Default 20 s. */
  readonly hostTimeoutMs: number
  /** Longest time that an act waits for a host that wants to be left alone, in milliseconds. Default 1 min; past it the act fails at once. */
  readonly hostWaitMs: number
}

/** Reads the configuration; throws `ConfigError` naming the setting. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => {
  const mesh = readMeshConfig(source, 'hauski')
  return {
    mesh,
    ...readDeliverySettings(source),
    home: join(mesh.home, 'hauski'),
    author: authorOf(env.string(source, 'HAUSKI_AUTHOR', 'Heimgewebe <heimgewebe@localhost>')),
    protocols: env.list(source, 'HAUSKI_PROTOCOLS', ['https']),
    files: env.int(source, 'HAUSKI_FILES', 100),
    fileBytes: env.int(source, 'HAUSKI_FILE_KIB', 1024) * 1024,
    hostsFile: env.path(source, 'HAUSKI_HOSTS_FILE', join(mesh.home, 'hosts.json')),
    hostTimeoutMs: env.duration(source, 'HAUSKI_HOST_TIMEOUT', 20_000),
    hostWaitMs: env.duration(source, 'HAUSKI_HOST_WAIT', 60_000),
  }
}

const authorOf = (text: string): Config['author'] => {
  const [, name, email] = /^([^<>\n]+) <([^<>\s]+)>$/.exec(text) ?? []
  if (name === undefined || email === undefined)
    throw new ConfigError(`HAUSKI_AUTHOR is not of the form Name <address>: ${text}`)
  return { name, email }
}
