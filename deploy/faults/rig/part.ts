import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** What to run. Asked for at every start, so that a restart can differ from the start before. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** Wait before a part that died is started again, in milliseconds. */
const RESTART_MS = 60

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** One process of the mesh under test: kept running until it is stopped, killed whenever the campaign says so. */
export class Part {
  private child: ChildProcess | undefined
  private wanted = false
  private restarting: Promise<void> = Promise.resolve()
  /** Ends by SIGKILL that nobody here sent: a failpoint struck. */
  struck = 0
  /** Ends that neither the campaign nor a failpoint caused, such as a service that says that it cannot go on. */
  exits = 0
  private killedByUs = false
  /** Extra environment of the next start; asked for once a start. */
  arm: () => NodeJS.ProcessEnv = () => ({})
  /** How it was armed when it was last started. */
  armed: NodeJS.ProcessEnv = {}

  constructor(
    readonly name: string,
    private readonly command: () => Command,
    private readonly logFile: string,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid
  }

  get alive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null
  }

  /** Starts it, and again whenever it ends, until `stop`. */
  start(): void {
    this.wanted = true
    if (!this.alive) this.spawn()
  }

  /** Sends a signal; the part comes back by itself. False when there was nothing to kill. */
  kill(signal: NodeJS.Signals): boolean {
    if (!this.alive) return false
    this.killedByUs = true
    return this.child!.kill(signal)
  }

  /** Sends a signal that does not end it, such as SIGSTOP. */
  signal(signal: NodeJS.Signals): void {
    if (this.alive) this.child!.kill(signal)
  }

  /** Ends it for good; resolves when it is gone. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.wanted = false
    await this.restarting
    const { child } = this
    if (!child || !this.alive) return
    const gone = once(child, 'exit')
    this.killedByUs = true
    child.kill(signal)
    await Promise.race([gone, sleep(20_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))])
    if (this.alive) await gone
  }

  /** The last lines that it wrote. */
  tail(lines = 20): string {
    try {
      return readFileSync(this.logFile, 'utf8').split('\n').slice(-lines).join('\n')
    } catch {
      return ''
    }
  }

  private spawn(): void {
    this.armed = this.arm()
    const { program, args, env } = this.command()
    const log = openSync(this.logFile, 'a')
    this.killedByUs = false
    const child = spawn(program, args, {
      stdio: ['ignore', log, log],
      env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', TZ: 'UTC', ...env, ...this.armed },
    })
    closeSync(log)
    this.child = child
    running.add(child)
    child.once('exit', (_code, signal) => {
      running.delete(child)
      if (!this.killedByUs && signal === 'SIGKILL') this.struck++
      else if (!this.killedByUs && this.wanted) this.exits++
      if (this.wanted) this.restarting = this.again()
    })
  }

  private async again(): Promise<void> {
    await sleep(RESTART_MS)
    if (this.wanted && !this.alive) this.spawn()
  }
}
