import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { EXIT, Failure } from '../failure.js'
import { SERVER_PORTS, SERVICE_PORTS, SERVICES } from './services.js'
import type { ServiceName, StackName } from './services.js'

/** Ports of one stack. */
export interface Ports {
  readonly postgres: number
  readonly nats: number
  readonly natsMonitor: number
  readonly services: Readonly<Record<ServiceName, number>>
}

/** Everything that decides how a stack runs; read once from the environment. */
export interface Settings {
  /** PROD unless `--test` is given. */
  readonly stack: StackName
  /** Root folder of the project. */
  readonly project: string
  /** Folder of all data of this stack. Default `<project>/.heimgewebe`, TEST `<project>/.heimgewebe/test`. */
  readonly home: string
  /** Folder that the project's own tools were installed into. Default `<project>/.tools`. */
  readonly tools: string
  readonly ports: Ports
  /** Services that run: names with commas between them, or `none`. Default all. */
  readonly services: readonly ServiceName[]
  /** nats-server binary. Found by the launcher; empty when there is none. */
  readonly natsServer: string
  /** bubblewrap binary. Found by the launcher; empty when there is none. */
  readonly bubblewrap: string
  /** Folder with `postgres` and `initdb`. Default: the binaries of the npm package of this platform. */
  readonly postgresBin: string
  /** Free disk space below which a start is refused, in MiB. Default 512. */
  readonly minimumDiskMib: number
  /** Largest JetStream store, in GiB. Default 16. */
  readonly natsStoreGib: number
  /** Old-space limit of each service's heap, in MiB. Default 512. */
  readonly heapMib: number
  /** Largest semi-space of each service's heap, in MiB: young objects live there. Default 4. Larger takes more memory. */
  readonly semiSpaceMib: number
  /** Stack traces of the services name lines of the sources, for about 120 MB a service. Default false. */
  readonly sourceMaps: boolean
  /** Size at which a log file is rotated, in MiB. Default 10; three old files are kept. */
  readonly logMib: number
  /** The environment with the stack's prefix taken off: what the services read their own settings from. */
  readonly environment: Readonly<NodeJS.ProcessEnv>
}

/**
 * The environment that a stack sees. PROD takes plain names, TEST only names with the prefix `TEST_`,
 * so that one `.env` can hold both and no setting of PROD leaks into TEST.
 */
export const environmentOf = (stack: StackName, source: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const shared = Object.entries(source).filter(
    ([name]) => !/^(TEST_|HEIMGEWEBE_)/.test(name) && !isServiceSetting(name),
  )
  const own = Object.entries(source).flatMap(([name, value]): [string, string | undefined][] => {
    if (stack === 'prod') return name.startsWith('HEIMGEWEBE_') || isServiceSetting(name) ? [[name, value]] : []
    return name.startsWith('TEST_') ? [[name.slice('TEST_'.length), value]] : []
  })
  return Object.fromEntries([...shared, ...own])
}

const isServiceSetting = (name: string): boolean => SERVICES.some((service) => name.startsWith(`${prefixOf(service)}_`))

/** Prefix of a service's settings: its name in capitals. */
export const prefixOf = (service: ServiceName): string => service.toUpperCase()

/** Name under which a setting is given: TEST carries a prefix. */
export const settingName = (stack: StackName, name: string): string => (stack === 'test' ? `TEST_${name}` : name)

/** Reads the settings of one stack; throws a usage failure that names the setting where a value is wrong. */
export const readSettings = (source: NodeJS.ProcessEnv, stack: StackName, project: string): Settings => {
  const environment = environmentOf(stack, source)
  const number = (name: string, fallback: number, largest = Number.MAX_SAFE_INTEGER): number => {
    const text = environment[name]
    if (text === undefined || text === '') return fallback
    const value = Number(text)
    if (Number.isInteger(value) && value > 0 && value <= largest) return value
    throw new Failure(
      `setting ${settingName(stack, name)} must be a whole number from 1 to ${largest}, not "${text}"`,
      EXIT.usage,
    )
  }
  const path = (name: string, fallback: string): string => {
    const text = environment[name] || fallback
    return resolve(project, text.startsWith('~/') ? join(homedir(), text.slice(2)) : text)
  }
  const port = (name: string, fallback: number): number => number(name, fallback, 65535)
  const services = servicesFrom(environment['HEIMGEWEBE_SERVICES'])
  const home = join(project, '.heimgewebe')
  return {
    stack,
    project,
    environment,
    services,
    home: path('HEIMGEWEBE_HOME', stack === 'test' ? join(home, 'test') : home),
    // NOTE: tools belong to the clone, not to a stack: both stacks use the same binaries.
    tools: resolve(project, source['HEIMGEWEBE_TOOLS'] || '.tools'),
    natsServer: source['HEIMGEWEBE_NATS_SERVER'] ?? '',
    bubblewrap: source['HEIMGEWEBE_BUBBLEWRAP'] ?? '',
    postgresBin: source['HEIMGEWEBE_POSTGRES_BIN'] ?? '',
    minimumDiskMib: number('HEIMGEWEBE_MINIMUM_DISK_MIB', 512),
    natsStoreGib: number('HEIMGEWEBE_NATS_STORE_GIB', 16),
    heapMib: number('HEIMGEWEBE_HEAP_MIB', 512),
    semiSpaceMib: number('HEIMGEWEBE_SEMI_SPACE_MIB', 4),
    sourceMaps: environment['HEIMGEWEBE_SOURCE_MAPS'] === 'true',
    logMib: number('HEIMGEWEBE_LOG_MIB', 10),
    ports: {
      postgres: port(SERVER_PORTS.postgres.setting, SERVER_PORTS.postgres[stack]),
      nats: port(SERVER_PORTS.nats.setting, SERVER_PORTS.nats[stack]),
      natsMonitor: port(SERVER_PORTS.natsMonitor.setting, SERVER_PORTS.natsMonitor[stack]),
      services: Object.fromEntries(
        SERVICES.map((name) => [name, port(`${prefixOf(name)}_PORT`, SERVICE_PORTS[name][stack])]),
      ) as Record<ServiceName, number>,
    },
  }
}

const servicesFrom = (text: string | undefined): readonly ServiceName[] => {
  if (!text) return SERVICES
  if (text === 'none') return []
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !(name in SERVICE_PORTS))
  if (unknown !== undefined)
    throw new Failure(
      `HEIMGEWEBE_SERVICES names "${unknown}", which is no service`,
      EXIT.usage,
      `Known: ${SERVICES.join(', ')}.`,
    )
  return SERVICES.filter((name) => names.includes(name))
}
