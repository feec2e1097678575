import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type CgroupPlace, Cgroup, findCgroups, removeOldGroups } from './sandbox-cgroup.js'
import { endSandboxesOn } from './process-tree.js'
import { giveAway, removeTree } from './sandbox-folders.js'
import { type SandboxPlace, findParts } from './sandbox-parts.js'
import { runSandboxed } from './sandbox-process.js'
import type { SandboxOutcome, SandboxParts, SandboxRun } from './sandbox-types.js'

/** How a sandbox is opened. */
export interface SandboxOptions extends SandboxPlace {
  /** A run is ended when the disk has less than this left, in bytes. */
  readonly diskReserveBytes: number
  /** False makes it leave control groups alone and watch memory itself, as it must where none can be made. */
  readonly useCgroups: boolean
}

/** Runs commands of strangers so that they can change nothing but one folder, and learn nothing of this machine. */
export class Sandbox {
  private constructor(
    private readonly parts: SandboxParts,
    private readonly groups: CgroupPlace | undefined,
    private readonly groupPrefix: string,
    private readonly diskReserveBytes: number,
  ) {}

  /** Finds what is needed and clears away what an earlier life left. Throws with the reason where there is no sandbox. */
  static async open(options: SandboxOptions): Promise<Sandbox> {
    const parts = await findParts(options)
    const groups = options.useCgroups ? await findCgroups() : undefined
    const mark = createHash('sha256').update(parts.root).digest('hex').slice(0, 12)
    const sandbox = new Sandbox(parts, groups, `wgx-${mark}-`, options.diskReserveBytes)
    // A kill of this service in the very moment of a start can leave a run behind that nobody would end.
    await endSandboxesOn(sandbox.#runs)
    if (groups) await removeOldGroups(groups, sandbox.groupPrefix)
    await mkdir(sandbox.#runs, { recursive: true, mode: 0o711 })
    for (const name of await readdir(sandbox.#runs)) {
      // What cannot be removed costs space, but no run.
      await sandbox.removeFolder(join(sandbox.#runs, name, 'work')).catch(() => undefined)
    }
    return sandbox
  }

  get #runs(): string {
    return join(this.parts.root, 'runs')
  }

  /** Names of the protections that every run has, for the record of a run. At most 20. */
  get protection(): string[] {
    return [
      `bubblewrap ${this.parts.version}`,
      ...(this.parts.user === undefined ? [] : [`own user ${this.parts.user}`]),
      'no network',
      'empty environment',
      'only the checkout writable',
      'private /tmp and /home',
      'own process namespace',
      'no capabilities',
      'no new privileges',
      this.parts.disablesUserNamespaces ? 'no nested namespaces' : 'no nested namespaces by filter',
      ...(this.parts.filter ? ['system call filter'] : []),
      'dies with wgx',
      this.groups ? `memory by cgroup v${this.groups.version}` : 'memory by prlimit and watch',
      this.groups?.pids ? `processes by cgroup v${this.groups.version} and prlimit` : 'processes by prlimit',
      'time limit',
      'output limit',
      'file size limit',
    ]
  }

  /** A fresh, empty folder for one run, still ours: fill it, then run. */
  async newFolder(): Promise<string> {
    const folder = join(this.#runs, randomUUID(), 'work')
    await mkdir(dirname(folder), { mode: 0o711 })
    await mkdir(folder, { mode: 0o700 })
    return folder
  }

  /** Runs a command; resolves when none of its processes is left. Rejects where it could not be started at all. */
  async run(run: SandboxRun): Promise<SandboxOutcome> {
    const { user } = this.parts
    if (user !== undefined) await giveAway(run.folder, user)
    const group = this.groups && (await Cgroup.make(this.groups, this.groupPrefix + randomUUID(), run.limits))
    try {
      return await runSandboxed(this.parts, run, group, this.diskReserveBytes)
    } finally {
      await group?.remove()
    }
  }

  /** Removes a folder of `newFolder`, whatever a run has made of it. */
  async removeFolder(folder: string): Promise<void> {
    try {
      await removeTree(dirname(folder))
    } catch {
      // Folders that forbid their own removal, or are nested too deep for a path: their owner can do it from inside.
      const limits = { seconds: 120, memoryBytes: 2 ** 28, processes: 64, fileBytes: 2 ** 20 }
      await this.run({ folder, limits, command: 'chmod -R u+rwX . ; find . -mindepth 1 -delete' })
      await removeTree(dirname(folder))
    }
  }

  /** Takes away a folder that was made outside of the home folder. */
  async close(): Promise<void> {
    if (this.parts.root.includes('heimgewebe-wgx-')) await rm(this.parts.root, { recursive: true, force: true })
  }
}
