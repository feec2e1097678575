import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
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
    /** Folder below the home folder; `parts.root` is another one where runs could not reach it. */
    private readonly atHome: string,
  ) {}

  /** Finds what is needed and clears away what an earlier life left. Throws with the reason where there is no sandbox. */
  static async open(options: SandboxOptions): Promise<Sandbox> {
    const parts = await findParts(options)
    const groups = options.useCgroups ? await findCgroups() : undefined
    const mark = createHash('sha256').update(parts.root).digest('hex').slice(0, 12)
    const sandbox = new Sandbox(parts, groups, `wgx-${mark}-`, options.diskReserveBytes, join(options.home, 'sandbox'))
    // A kill of this service in the very moment of a start can leave a run behind that nobody would end.
    await endSandboxesOn(sandbox.#runs)
    if (groups) await removeOldGroups(groups, sandbox.groupPrefix)
    if (!sandbox.#isAtHome) await rename(sandbox.#keptAtHome, sandbox.shared).catch(() => undefined)
    for (const folder of [sandbox.#runs, sandbox.shared]) await mkdir(folder, { recursive: true, mode: 0o711 })
    for (const name of await readdir(sandbox.#runs)) {
      // What cannot be removed costs space, but no run.
      await sandbox.removeFolder(join(sandbox.#runs, name, 'work')).catch(() => undefined)
    }
    return sandbox
  }

  get #runs(): string {
    return join(this.parts.root, 'runs')
  }

  get #isAtHome(): boolean {
    return this.parts.root === this.atHome
  }

  get #keptAtHome(): string {
    return join(this.atHome, 'prepared')
  }

  /** Folder of ours for what runs share: on the disk of their folders, and reachable for them where they are shown it. */
  get shared(): string {
    return join(this.parts.root, 'prepared')
  }

  /**
   * What programs a run finds, as a text: the same while nothing is installed, upgraded or taken away. Folders tell that by
   * the time of their last change.
   */
  async platform(): Promise<string> {
    const folders = ['/usr/local/bin', '/usr/bin', '/usr/lib', ...this.parts.toolFolders.map((one) => join(one, 'bin'))]
    const times = await Promise.all(
      folders.map((folder) =>
        stat(folder).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      ),
    )
    const system = await readFile('/etc/os-release', 'utf8').catch(() => '')
    return JSON.stringify([process.arch, system, folders, times])
  }

  /** Names of the protections that a run without a door has, for the record of a run. At most 20. */
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
    const own = [run.folder, ...(run.home === undefined ? [] : [run.home])]
    for (const share of run.shares ?? []) if (share.writable) own.push(share.from)
    if (user !== undefined) for (const folder of own) await giveAway(folder, user)
    const group = this.groups && (await Cgroup.make(this.groups, this.groupPrefix + randomUUID(), run.limits))
    try {
      return await runSandboxed(this.parts, run, group, this.diskReserveBytes)
    } finally {
      await group?.remove()
    }
  }

  /** Removes a folder of `newFolder` and what lies beside it, whatever a run has made of it. */
  async removeFolder(folder: string): Promise<void> {
    await this.remove(dirname(folder))
  }

  /** Removes a folder of ours that holds folders of runs. */
  async remove(parent: string): Promise<void> {
    try {
      await removeTree(parent)
    } catch {
      for (const entry of await readdir(parent, { withFileTypes: true }))
        if (entry.isDirectory()) await this.removePart(join(parent, entry.name))
      await removeTree(parent)
    }
  }

  /** Removes one folder of a run that is over. */
  async removePart(folder: string): Promise<void> {
    try {
      await removeTree(folder)
    } catch {
      // Folders that forbid their own removal, or are nested too deep for a path: their owner can do it from inside.
      const limits = { seconds: 120, memoryBytes: 2 ** 28, processes: 64, fileBytes: 2 ** 20 }
      await this.run({ folder, limits, command: 'chmod -R u+rwX . ; find . -mindepth 1 -delete' })
      await removeTree(folder)
    }
  }

  /** Takes away what was made outside of the home folder, and takes home what is worth keeping. */
  async close(): Promise<void> {
    if (this.#isAtHome) return
    const { root } = this.parts
    // An empty folder is worth nothing; and on another disk what is kept stays where it is.
    await rmdir(this.shared).catch(() => rename(this.shared, this.#keptAtHome).catch(() => undefined))
    for (const name of await readdir(root).catch(() => []))
      if (join(root, name) !== this.shared) await rm(join(root, name), { recursive: true, force: true })
    await rmdir(root).catch(() => undefined)
  }
}
