import type { Server } from 'node:net'
import { join } from 'node:path'
import { EXIT, Failure, messageOf } from '../failure.js'
import { openControl } from './control.js'
import type { ControlAnswer, ControlRequest } from './control.js'
import { ensureRoles } from './database-roles.js'
import { watchHealth } from './health-watch.js'
import { endLeftBehind, noteStarted } from './left-behind.js'
import { LogFile } from './log-file.js'
import { ManagedProcess } from './managed-process.js'
import type { Notice, ProcessSpec } from './managed-process.js'
import { natsProcess } from './nats.js'
import { postgresProcess } from './postgres.js'
import { checkHome, checkPorts, freeMib } from './preflight.js'
import { residentBytes } from './process-tree.js'
import { ensureSecrets } from './secrets.js'
import type { Secrets } from './secrets.js'
import { serviceProcess } from './service.js'
import type { Settings } from './settings.js'
import type { StackStatus } from './status.js'

/** Told when a process is ready, for the progress display. */
export type StackProgress = (ready: readonly string[], all: readonly string[]) => void

/** The running stack: supervisor of Postgres, nats-server and the services. */
export class Stack {
  #servers: ManagedProcess[] = []
  #services: ManagedProcess[] = []
  readonly #logs: LogFile[] = []
  #control: Server | undefined
  #watches: readonly (() => void)[] = []
  #noting = Promise.resolve()
  #stopping: Promise<void> | undefined
  /** Resolves when another process asked for the end by `heimgewebe down`. */
  readonly shutdownAsked: Promise<void>
  #askShutdown: () => void = () => undefined

  constructor(
    readonly settings: Settings,
    private readonly notice: Notice,
  ) {
    this.shutdownAsked = new Promise((resolve) => (this.#askShutdown = resolve))
  }

  get processes(): readonly ManagedProcess[] {
    return [...this.#servers, ...this.#services]
  }

  /** Checks, then starts the servers, then all services at once; resolves when every one is ready. On failure all is stopped again. */
  async start(progress: StackProgress): Promise<Secrets> {
    const { settings } = this
    await checkHome(settings)
    this.#control = await openControl(settings.home, (request) => this.#answer(request))
    try {
      for (const { name, pid } of await endLeftBehind(settings.home))
        this.notice(`stopped ${name} (pid ${pid}), left by a supervisor that died`)
      await checkPorts(settings)
      const secrets = await ensureSecrets(settings.home)
      const specs = await Promise.all([postgresProcess(settings, secrets), natsProcess(settings, secrets)])
      const services = await Promise.all(settings.services.map((name) => serviceProcess(name, settings, secrets)))
      this.#servers = specs.map((spec) => this.#manage(spec))
      this.#services = services.map((spec) => this.#manage(spec))
      await this.#startAll(this.#servers, progress)
      await ensureRoles(settings.ports.postgres, secrets)
      await this.#startAll(this.#services, progress)
      this.#watches = this.#servers.map((server) => watchHealth(server, () => this.#diskIsFull(), this.notice))
      return secrets
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Stops the services, then the servers; resolves when all are gone. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  /** Ends everything at once, for the second Ctrl-C. */
  kill(): void {
    for (const { pid } of this.processes) if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }

  async status(): Promise<StackStatus> {
    const processes = await Promise.all(
      this.processes.map(async (one) => ({
        name: one.spec.name,
        port: one.spec.port,
        up: one.state === 'ready' && (await isUp(one)),
        state: one.state,
        pid: one.pid ?? null,
        ready_ms: one.readyMs,
        rss_bytes: one.pid === undefined ? 0 : await residentBytes(one.pid),
        restarts: one.restarts,
        problem: one.problem,
      })),
    )
    const { stack, home } = this.settings
    return { stack, home, pid: process.pid, disk_free_mib: await freeMib(home), processes }
  }

  async #stop(): Promise<void> {
    for (const end of this.#watches) end()
    await Promise.all(this.#services.map((one) => one.stop()))
    await Promise.all(this.#servers.map((one) => one.stop()))
    await this.#noting
    await noteStarted(this.settings.home, [])
    this.#control?.close()
    for (const log of this.#logs) log.close()
  }

  async #startAll(processes: readonly ManagedProcess[], progress: StackProgress): Promise<void> {
    const all = this.processes.map((one) => one.spec.name)
    await Promise.all(
      processes.map(async (one) => {
        try {
          await one.start()
        } catch (error) {
          throw new Failure(messageOf(error), EXIT.unreachable, `Its log: ${this.#logPath(one.spec.name)}`, {
            cause: error,
          })
        }
        progress(
          this.processes.filter((other) => other.state === 'ready').map((other) => other.spec.name),
          all,
        )
      }),
    )
  }

  #manage(spec: ProcessSpec): ManagedProcess {
    const log = new LogFile(this.#logPath(spec.name), this.settings.logMib * 1024 * 1024)
    this.#logs.push(log)
    const excused = (): Promise<string | undefined> => this.#diskIsFull()
    return new ManagedProcess({ ...spec, excused }, log, this.notice, () => this.#note())
  }

  async #diskIsFull(): Promise<string | undefined> {
    const { home, minimumDiskMib } = this.settings
    // NOTE: a start asks for more than what keeps a running stack going.
    const free = await freeMib(home)
    return free < minimumDiskMib / 4 ? `the disk is full (${free} MiB free below ${home})` : undefined
  }

  #logPath(name: string): string {
    return join(this.settings.home, 'logs', `${name}.log`)
  }

  #note(): void {
    this.#noting = this.#noting
      .then(() =>
        noteStarted(
          this.settings.home,
          this.processes.flatMap(({ spec, pid, startTime }) =>
            pid === undefined || startTime === undefined ? [] : [{ name: spec.name, pid, startTime }],
          ),
        ),
      )
      // NOTE: the list only helps a start after a crash; a full disk is told elsewhere.
      .catch(() => undefined)
  }

  async #answer({ command, process: name }: ControlRequest): Promise<ControlAnswer> {
    if (command === 'shutdown') this.#askShutdown()
    if (command === 'start' || command === 'stop' || command === 'restart') {
      const chosen = name === undefined ? this.#services : this.processes.filter((one) => one.spec.name === name)
      if (chosen.length === 0) return { error: `"${name}" is no process of this stack` }
      if (command !== 'start') await Promise.all(chosen.map((one) => one.stop()))
      if (command !== 'stop') await Promise.all(chosen.map((one) => one.start()))
    }
    return { status: await this.status() }
  }
}

const isUp = (one: ManagedProcess): Promise<boolean> =>
  one.pid === undefined
    ? Promise.resolve(false)
    : one.spec.ready(one.pid).then(
        () => true,
        () => false,
      )
