import { access, constants, mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kill } from './process-tree.js'
import type { SandboxLimits } from './sandbox-types.js'

/** Folders of the kernel in which control groups for runs can be made. */
export interface CgroupPlace {
  readonly version: 1 | 2
  /** For memory; with version 2 also for processes. */
  readonly memory: string
  readonly pids: string | undefined
}

/** One control group: limits for all processes of a run together. */
export class Cgroup {
  private constructor(
    private readonly version: 1 | 2,
    private readonly folders: readonly string[],
  ) {}

  /** One that is there already. */
  static at(place: CgroupPlace, name: string): Cgroup {
    const parents = new Set([place.memory, ...(place.pids ? [place.pids] : [])])
    return new Cgroup(
      place.version,
      [...parents].map((parent) => join(parent, name)),
    )
  }

  /** Makes the group with its limits; nothing is in it yet. */
  static async make(place: CgroupPlace, name: string, limits: SandboxLimits): Promise<Cgroup> {
    const group = Cgroup.at(place, name)
    for (const folder of group.folders) await mkdir(folder)
    try {
      await group.#limit(limits, place.pids !== undefined)
    } catch (error) {
      await group.remove()
      throw error
    }
    return group
  }

  async #limit({ memoryBytes, processes }: SandboxLimits, pids: boolean): Promise<void> {
    const memory = this.folders[0]!
    const write = (folder: string, file: string, value: number) => writeFile(join(folder, file), String(value))
    if (this.version === 2) {
      await write(memory, 'memory.max', memoryBytes)
      await write(memory, 'memory.swap.max', 0).catch(() => undefined)
    } else {
      await write(memory, 'memory.limit_in_bytes', memoryBytes)
      await write(memory, 'memory.memsw.limit_in_bytes', memoryBytes).catch(() => undefined)
    }
    if (pids) await write(this.folders.at(-1)!, 'pids.max', processes)
  }

  /** Moves a process in; what it starts from now on is in, too. */
  async add(pid: number): Promise<void> {
    for (const folder of this.folders) await writeFile(join(folder, 'cgroup.procs'), String(pid))
  }

  /** How often the kernel killed a process of the group for its memory. */
  async outOfMemoryKills(): Promise<number> {
    const file = this.version === 2 ? 'memory.events' : 'memory.oom_control'
    const text = await readFile(join(this.folders[0]!, file), 'utf8').catch(() => '')
    return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0)
  }

  /** Kills whatever is left in it, and takes it away. */
  async remove(): Promise<void> {
    for (const folder of this.folders) {
      for (let tries = 0; tries < 50; tries++) {
        if (await rmdir(folder).then(() => true, isGone)) break
        await this.#kill(folder)
        await sleep(20)
      }
    }
  }

  async #kill(folder: string): Promise<void> {
    const pids = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '')
    for (const pid of pids.split('\n').filter(Boolean)) kill(Number(pid))
  }
}

const isGone = (error: NodeJS.ErrnoException): boolean => error.code === 'ENOENT'

/** Where groups can be made with the rights of this process; undefined where nowhere. */
export const findCgroups = async (): Promise<CgroupPlace | undefined> => {
  const [own, mounts] = await Promise.all([
    readFile('/proc/self/cgroup', 'utf8').catch(() => ''),
    readFile('/proc/self/mounts', 'utf8').catch(() => ''),
  ])
  return (await unified(own, mounts)) ?? (await separate(own, mounts))
}

/** Takes away groups that an earlier life of this service left behind, with all that still runs in them. */
export const removeOldGroups = async (place: CgroupPlace, prefix: string): Promise<void> => {
  const names = (await readdir(place.memory)).filter((name) => name.startsWith(prefix))
  for (const name of new Set([...names, ...(place.pids ? await readdir(place.pids) : [])])) {
    if (name.startsWith(prefix)) await Cgroup.at(place, name).remove()
  }
}

// With version 2 a group that has processes cannot pass controllers on, so the new group is made beside our own.
const unified = async (own: string, mounts: string): Promise<CgroupPlace | undefined> => {
  const mount = /^\S+ (\S+) cgroup2 /m.exec(mounts)?.[1]
  const path = /^0::(.*)$/m.exec(own)?.[1]
  if (mount === undefined || path === undefined) return undefined
  for (const folder of [...new Set([join(mount, dirname(path)), join(mount, path), mount])]) {
    const passedOn = await readFile(join(folder, 'cgroup.subtree_control'), 'utf8').catch(() => '')
    if (!/\bmemory\b/.test(passedOn) || !/\bpids\b/.test(passedOn)) continue
    if ((await writable(folder)) && (await writable(join(folder, 'cgroup.procs')))) {
      return { version: 2, memory: folder, pids: folder }
    }
  }
  return undefined
}

const separate = async (own: string, mounts: string): Promise<CgroupPlace | undefined> => {
  const find = async (controller: string): Promise<string | undefined> => {
    const mount = new RegExp(`^\\S+ (\\S+) cgroup \\S*\\b${controller}\\b`, 'm').exec(mounts)?.[1]
    const path = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(.*)$`, 'm').exec(own)?.[1]
    if (mount === undefined || path === undefined) return undefined
    for (const folder of new Set([join(mount, path), mount])) if (await writable(folder)) return folder
    return undefined
  }
  const memory = await find('memory')
  return memory === undefined ? undefined : { version: 1, memory, pids: await find('pids') }
}

const writable = async (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
