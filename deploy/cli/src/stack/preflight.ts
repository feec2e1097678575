import { access, constants, mkdir, readFile, readlink, readdir, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename } from 'node:path'
import { EXIT, Failure, messageOf } from '../failure.js'
import { SERVER_PORTS } from './services.js'
import { prefixOf, settingName } from './settings.js'
import type { Settings } from './settings.js'

/** One port that the stack needs. */
export interface NeededPort {
  readonly port: number
  /** Who listens on it, as people know it. */
  readonly label: string
  /** Environment variable that changes it. */
  readonly setting: string
}

/** Every port of the stack, servers first. */
export const neededPorts = ({
  ports,
  services,
  stack,
}: Pick<Settings, 'ports' | 'services' | 'stack'>): NeededPort[] => [
  ...(['postgres', 'nats', 'natsMonitor'] as const).map((server) => ({
    port: ports[server],
    label: SERVER_PORTS[server].label,
    setting: settingName(stack, SERVER_PORTS[server].setting),
  })),
  ...services.map((name) => ({
    port: ports.services[name],
    label: name,
    setting: settingName(stack, `${prefixOf(name)}_PORT`),
  })),
]

/** Error code that listening on a port gives; undefined when it is free. */
export const portError = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'EUNKNOWN'))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(undefined)))
  })

/** Refuses a start on ports that are taken, twice given or not allowed; names every one with its setting. */
export const checkPorts = async (settings: Settings): Promise<void> => {
  const needed = neededPorts(settings)
  const problems: string[] = []
  for (const [index, { port, label, setting }] of needed.entries()) {
    const twin = needed.slice(0, index).find((other) => other.port === port)
    const code = twin ? undefined : await portError(port)
    if (twin) problems.push(`port ${port} is given to ${label} (${setting}) and to ${twin.label} (${twin.setting})`)
    else if (code === 'EADDRINUSE')
      problems.push(`port ${port} of ${label} is in use${await holderOf(port)}: free it, or set ${setting}`)
    else if (code) problems.push(`port ${port} of ${label} cannot be opened (${code}): set ${setting} to another`)
  }
  if (problems.length > 0) throw new Failure(problems.join('\n'), EXIT.unreachable, 'Nothing was started.')
}

/** ` by <command> (pid)` where the system tells; an empty text otherwise. */
const holderOf = async (port: number): Promise<string> => {
  try {
    const hex = port.toString(16).toUpperCase().padStart(4, '0')
    const tables = await Promise.all(
      ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
    )
    const rows = tables.flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
    const inode = rows.find((row) => row[1]?.endsWith(`:${hex}`) && row[3] === '0A')?.[9]
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const handles = await readdir(`/proc/${pid}/fd`).catch(() => [])
      for (const handle of handles) {
        if ((await readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')) !== `socket:[${inode}]`) continue
        const [program = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
        return ` by ${basename(program)} (pid ${pid})`
      }
    }
  } catch {
    // Only a courtesy.
  }
  return ''
}

/** Makes the home folder and refuses one that cannot be written or has too little space. */
export const checkHome = async (settings: Settings): Promise<void> => {
  const { home, minimumDiskMib, stack } = settings
  const setting = settingName(stack, 'HEIMGEWEBE_HOME')
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await access(home, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Failure(
      `the data folder ${home} cannot be written: ${messageOf(error)}`,
      EXIT.unreachable,
      `Give it to your user, or set ${setting} to another folder.`,
      { cause: error },
    )
  }
  const free = await freeMib(home)
  if (free < minimumDiskMib)
    throw new Failure(
      `only ${free} MiB are free below ${home}; a start needs ${minimumDiskMib} MiB`,
      EXIT.unreachable,
      `Free space there, or set ${setting} to a folder on another disk.`,
    )
}

/** Free space that an ordinary user has at a path, in MiB. */
export const freeMib = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path)
  return Math.floor((bavail * bsize) / 1024 / 1024)
}
