import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type MeshConfig, ConfigError, env, readMeshConfig } from '@heimgewebe/mesh'

/** An owner of read models, and where it answers. */
export interface Owner {
  readonly name: string
  /** Origin, such as http://127.0.0.1:8010. */
  readonly url: string
}

/** Settings of leitstand. */
export interface Config {
  readonly mesh: MeshConfig
  /** Services that the health board asks and that read queries go to. Default: all of the stack on this machine. */
  readonly services: readonly Owner[]
  /** Folder of the built page. Default: dist/web beside the service. */
  readonly webFolder: string
  /** Name that a command given on the page carries. Default owner. */
  readonly person: string
  /** How long a command given on the page may wait to be heard, in milliseconds; after that it is refused. Default 1 h. */
  readonly commandMs: number
  /** Longest wait for another service, in milliseconds. Default 3 s. */
  readonly askTimeoutMs: number
  /** Events kept in memory for pages that come back to the live stream. Default 2000. */
  readonly streamRing: number
  /** Events of the live stream sent per second and page; the rest is counted in bursts. Default 25. */
  readonly streamPerSecond: number
  /** Pages that may watch the live stream at the same time. Default 100. */
  readonly streamClients: number
  /** Newest judged changes of which the riskiest are shown. Default 200. */
  readonly recentWindow: number
  /** How long before an incident its room looks for what happened near it, in milliseconds. Default 24 h. */
  readonly roomBeforeMs: number
  /** How long after an incident began its room looks, in milliseconds. Default 2 h. */
  readonly roomAfterMs: number
  /** Most rows of each kind in the room of an incident; its timeline has four times as many. Default 15. */
  readonly roomRows: number
  /**
   * The models that heimgeist asks, and what for: where they may be asked for the prose of an incident, that is wanted when
   * one is over. Default models.json in the home folder; without such a file it never is.
   */
  readonly modelsFile: string
}

const NAMES = ['chronik', 'semantah', 'sichter', 'heimgeist', 'wgx', 'heimlern', 'hauski'] as const
const FIRST_PORT = 8010

const defaults = (mesh: MeshConfig): string[] =>
  NAMES.map((name, place) => `${name}=http://127.0.0.1:${FIRST_PORT + place + (mesh.stack === 'test' ? 1000 : 0)}`)

const readOwner = (text: string): Owner => {
  const at = text.indexOf('=')
  const url = text.slice(at + 1)
  if (at < 1 || !URL.canParse(url)) throw new ConfigError(`LEITSTAND_SERVICES has no name=url at ${text}`)
  return { name: text.slice(0, at), url: new URL(url).origin }
}

/** Reads the settings; throws `ConfigError` naming the one that is wrong. */
export const readConfig = (source: NodeJS.ProcessEnv): Config => {
  const mesh = readMeshConfig(source, 'leitstand')
  return {
    mesh,
    services: env.list(source, 'LEITSTAND_SERVICES', defaults(mesh)).map(readOwner),
    // NOTE: right from src/config.ts and from the bundle dist/main.js alike.
    webFolder: env.path(source, 'LEITSTAND_WEB_FOLDER', fileURLToPath(new URL('../dist/web', import.meta.url))),
    person: env.string(source, 'LEITSTAND_PERSON', 'owner'),
    commandMs: env.duration(source, 'LEITSTAND_COMMAND_TIME', 3_600_000),
    askTimeoutMs: env.duration(source, 'LEITSTAND_ASK_TIMEOUT', 3000),
    streamRing: env.int(source, 'LEITSTAND_STREAM_RING', 2000),
    streamPerSecond: env.int(source, 'LEITSTAND_STREAM_PER_SECOND', 25),
    streamClients: env.int(source, 'LEITSTAND_STREAM_CLIENTS', 100),
    recentWindow: env.int(source, 'LEITSTAND_RECENT_WINDOW', 200),
    roomBeforeMs: env.duration(source, 'LEITSTAND_ROOM_BEFORE', 86_400_000),
    roomAfterMs: env.duration(source, 'LEITSTAND_ROOM_AFTER', 7_200_000),
    roomRows: env.int(source, 'LEITSTAND_ROOM_ROWS', 15),
    modelsFile: env.path(source, 'LEITSTAND_MODELS_FILE', join(mesh.home, 'models.json')),
  }
}

/** Injection token of the settings. */
export const CONFIG = Symbol('CONFIG')
