import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../failure.js'
import type { LogFile } from './log-file.js'
import { startTimeOf } from './process-tree.js'
import { LONGEST_MS, MAX_DEATHS_AT_START, restartDelay, STEADY_MS } from './restart-delay.js'

/** How one process of the stack is run. */
export interface ProcessSpec {
  /** `postgres`, `nats-server` or the service's name. */
  readonly name: string
  /** Port that people know it by. */
  readonly port: number
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Signal of an orderly stop. */
  readonly stopSignal: NodeJS.Signals
  /** Time that an orderly stop may take before SIGKILL, in milliseconds. */
  readonly stopTimeoutMs: number
  /** Time from start to ready after which the start counts as failed, in milliseconds. */
  readonly readyTimeoutMs: number
  /** Resolves when ready; throws, with the reason, while it is not. */
  readonly ready: (pid: number) => Promise<void>
  /** Says whether the world is at fault (a full disk); then it is tried again for ever, slowly, instead of being given up. */
  readonly excused?: () => Promise<string | undefined>
  /** Work before each start, such as removing a stale lock file. */
  readonly prepare?: () => Promise<void>
}

/** `given-up`: died too often in a row, waits for a person. */
export type ProcessState = 'stopped' | 'starting' | 'ready' | 'restarting' | 'given-up'

/** Told of what happens to a process outside of orders. */
export type Notice = (text: string) => void

const POLL_MS = 40
const SLOWEST_POLL_MS = 1000

/** One process of the stack: started, watched, started again when it dies, stopped in order. */
export class ManagedProcess {
  state: ProcessState = 'stopped'
  /** Milliseconds from the last start to ready. */
  readyMs = 0
  /** Times that it was started again after it died. */
  restarts = 0
  /** Why it is not ready, in words. */
  problem = ''
  #child: ChildProcess | undefined
  #startedAt = 0
  #startTime: string | undefined
  #quickDeaths = 0
  #wanted = false
  #wasReady = false
  #wake = new AbortController()

  constructor(
    readonly spec: ProcessSpec,
    private readonly log: LogFile,
    private readonly notice: Notice,
    private readonly changed: () => void,
  ) {}

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Start time in clock ticks; with the pid it tells this process from a later one of the same pid. */
  get startTime(): string | undefined {
    return this.#startTime
  }

  /** Starts the process and resolves when it is ready; throws when it dies or takes too long. */
  async start(): Promise<void> {
    if (this.#wanted) return
    this.#wanted = true
    this.#quickDeaths = 0
    this.#wake = new AbortController()
    await this.#launch()
    await this.#becomeReady(Date.now() + this.spec.readyTimeoutMs)
  }

  /** Stops the process: first politely, after the stop time-out by SIGKILL. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#wanted = false
    this.#wake.abort()
    await this.signal(this.spec.stopSignal, this.spec.stopTimeoutMs)
    this.#set('stopped')
  }

  /** Sends a signal and waits for the end; after the time-out sends SIGKILL. */
  async signal(signal: NodeJS.Signals, timeoutMs: number): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    const gone = once(child, 'exit')
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    await gone
    clearTimeout(timer)
  }

  async #launch(): Promise<void> {
    await this.spec.prepare?.()
    this.#startedAt = Date.now()
    this.#set('starting')
    const child = spawn(this.spec.command, this.spec.args, {
      cwd: this.spec.cwd,
      env: this.spec.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // NOTE: an own session, so that Ctrl-C in the terminal reaches only the supervisor, which stops in order.
      detached: true,
    })
    this.#child = child
    child.stdout.on('data', (chunk: Buffer) => this.log.write(chunk))
    child.stderr.on('data', (chunk: Buffer) => this.log.write(chunk))
    child.on('error', (error) => {
      this.problem = messageOf(error)
      if (child.pid === undefined) this.#ended(child, this.problem)
    })
    // NOTE: not 'close': a dead postmaster's children hold its pipes a little longer.
    child.on('exit', (code, signal) => this.#ended(child, signal ?? `exit code ${code}`))
    this.#startTime = child.pid === undefined ? undefined : await startTimeOf(child.pid)
    this.changed()
  }

  /** Polls until ready. A process that dies meanwhile is started again by `#ended`, so the loop goes on with the next one. */
  async #becomeReady(deadline = Infinity): Promise<void> {
    while (!(await this.#isReady())) {
      if (!this.#wanted) return
      if (this.state === 'given-up') throw new Error(`${this.spec.name} does not start: ${this.problem}`)
      if (Date.now() > deadline) throw new Error(`${this.spec.name} is not ready: ${this.problem || this.state}`)
      await sleep(Math.max(POLL_MS, Math.min((Date.now() - this.#startedAt) / 10, SLOWEST_POLL_MS)))
    }
    this.readyMs = Date.now() - this.#startedAt
    this.problem = ''
    this.#wasReady = true
    this.#set('ready')
  }

  async #isReady(): Promise<boolean> {
    const pid = this.pid
    if (pid === undefined) return false
    try {
      await this.spec.ready(pid)
      return this.#wanted && pid === this.pid
    } catch (error) {
      if (pid === this.pid) this.problem = messageOf(error)
      return false
    }
  }

  #ended(child: ChildProcess, how: string): void {
    if (child !== this.#child) return
    this.#child = undefined
    if (!this.#wanted) return
    if (Date.now() - this.#startedAt > STEADY_MS) this.#quickDeaths = 0
    this.#quickDeaths += 1
    const starting = this.state === 'starting'
    const hopeless = starting && !this.#wasReady && this.#quickDeaths >= MAX_DEATHS_AT_START
    this.problem = `died (${how})`
    this.#set('restarting')
    void this.#again(hopeless ? undefined : restartDelay(this.#quickDeaths), starting, how)
  }

  /** Starts it again after a wait; without a delay only where it is excused, else it is given up. */
  async #again(delay: number | undefined, starting: boolean, how: string): Promise<void> {
    try {
      const excuse = delay === undefined ? await this.spec.excused?.() : undefined
      const wait = delay ?? (excuse === undefined ? undefined : LONGEST_MS)
      if (wait === undefined) {
        this.#set('given-up')
        this.notice(
          `${this.spec.name} died ${this.#quickDeaths} times in a row (${how}) and is not started again; see ${this.log.path}`,
        )
        return
      }
      this.notice(
        `${this.spec.name} died (${how})${excuse ? `: ${excuse}` : ''}; starting it again in ${wait / 1000} s`,
      )
      await sleep(wait, undefined, { signal: this.#wake.signal })
      this.restarts += 1
      await this.#launch()
      // NOTE: before it was ready for the first time somebody else already waits for that.
      if (starting) return
      await this.#becomeReady()
      if (this.#wanted) this.notice(`${this.spec.name} is ready again after ${this.readyMs} ms`)
    } catch (error) {
      if (this.#wanted) this.notice(messageOf(error))
    }
  }

  #set(state: ProcessState): void {
    this.state = state
    this.changed()
  }
}
