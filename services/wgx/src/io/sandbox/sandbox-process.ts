import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { kill, memoryOfTree } from './process-tree.js'
import { FILTER_FD, GATE_FD, STATUS_FD, sandboxArguments } from './sandbox-arguments.js'
import type { Cgroup } from './sandbox-cgroup.js'
import { OutputPipe } from './sandbox-output.js'
import { SandboxReport } from './sandbox-report.js'
import type { SandboxOutcome, SandboxParts, SandboxRun, Stopped } from './sandbox-types.js'

/** Bytes of output after which a run is ended: far more than anybody reads. */
export const OUTPUT_LIMIT_BYTES = 64 * 2 ** 20
const WATCH_MS = 250

/**
 * Runs before the sandbox: closes what we inherited ourselves and never opened (a terminal, a log, a lock of whoever
 * started us), then waits for a line, so that it is in its control group before it starts anything.
 */
const OUTER_GATE = `last=$1; shift
for fd in /proc/$$/fd/*; do fd=\${fd##*/}; [ "$fd" -le "$last" ] || eval "exec $fd>&-"; done
read -r line <&${GATE_FD} || exit 125; exec "$@"`

/** Runs one command in bubblewrap, watches it, and kills the whole tree when it must end. */
export const runSandboxed = async (
  parts: SandboxParts,
  run: SandboxRun,
  group: Cgroup | undefined,
  diskReserveBytes: number,
): Promise<SandboxOutcome> => {
  const started = performance.now()
  const output = await OutputPipe.open(dirname(run.folder))
  const child = start(parts, run, output, group !== undefined)
  const report = new SandboxReport(child.stdio[STATUS_FD] as Readable)
  const exited = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => resolve())
  })
  const watch = new Watch(child, run, output, group === undefined, diskReserveBytes)
  try {
    await Promise.race([exited, admit(child, group, report)])
    await exited
    await Promise.race([output.ended, sleep(1000, undefined, { ref: false })])
  } finally {
    watch.end()
    output.close()
  }
  await report.ended()
  await report.gone()
  return {
    exitCode: watch.stopped ? undefined : report.exitCode,
    began: report.began && (report.exitCode !== undefined || watch.stopped !== undefined),
    stopped: watch.stopped,
    outOfMemory: watch.stopped === 'memory' || ((await group?.outOfMemoryKills()) ?? 0) > 0,
    seconds: Math.round(performance.now() - started) / 1000,
    output: output.captured.text(),
    outputBytes: output.captured.totalBytes,
  }
}

const start = (parts: SandboxParts, run: SandboxRun, output: OutputPipe, grouped: boolean): ChildProcess => {
  const filter = parts.filter === undefined ? undefined : openSync(parts.filter, 'r')
  const last = filter === undefined ? STATUS_FD : FILTER_FD
  const command = [parts.bwrap, ...sandboxArguments(parts, run, grouped)]
  try {
    return spawn('/bin/bash', ['--norc', '-c', OUTER_GATE, 'gate', String(last), ...command], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', ...(parts.libraries ? { LD_LIBRARY_PATH: parts.libraries } : {}) },
      stdio: ['ignore', output.writeFd, output.writeFd, 'pipe', 'pipe', ...(filter === undefined ? [] : [filter])],
      // Its own process group: Ctrl-C in our terminal is for us, and we end it.
      detached: true,
      ...(parts.user === undefined ? {} : { uid: parts.user, gid: parts.user }),
    })
  } finally {
    output.childHasIt()
    if (filter !== undefined) closeSync(filter)
  }
}

/** Lets the outer gate go once the process is in its group, and the inner one when the run would die with us. */
const admit = async (child: ChildProcess, group: Cgroup | undefined, report: SandboxReport): Promise<void> => {
  if (child.pid === undefined) return
  const gate = child.stdio[GATE_FD] as Duplex
  gate.on('error', () => undefined)
  gate.once('data', () => void report.guarded().then(() => gate.end('go\n')))
  try {
    await group?.add(child.pid)
    gate.write('go\n')
  } catch (error) {
    gate.destroy()
    throw error
  }
}

/** Looks at a run from outside and ends it when it goes over a limit. */
class Watch {
  stopped: Stopped | undefined
  readonly #timers: NodeJS.Timeout[]
  readonly #onAbort = () => this.#stop('shutdown')

  constructor(
    private readonly child: ChildProcess,
    private readonly run: SandboxRun,
    private readonly output: OutputPipe,
    private readonly watchMemory: boolean,
    private readonly diskReserveBytes: number,
  ) {
    this.#timers = [
      setTimeout(() => this.#stop('time'), run.limits.seconds * 1000),
      setInterval(() => void this.#look().catch(() => undefined), WATCH_MS),
    ]
    run.signal?.addEventListener('abort', this.#onAbort)
    if (run.signal?.aborted) this.#stop('shutdown')
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.run.signal?.removeEventListener('abort', this.#onAbort)
    this.#kill()
  }

  async #look(): Promise<void> {
    if (this.output.captured.totalBytes > OUTPUT_LIMIT_BYTES) this.#stop('output')
    const disk = await statfs(this.run.folder)
    if (disk.bavail * disk.bsize < this.diskReserveBytes) this.#stop('disk')
    if (!this.watchMemory || this.child.pid === undefined) return
    if ((await memoryOfTree(this.child.pid)) > this.run.limits.memoryBytes) this.#stop('memory')
  }

  #stop(why: Stopped): void {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    this.stopped ??= why
    this.#kill()
  }

  // bubblewrap takes its namespace with it (--die-with-parent), and the namespace every process in it.
  #kill(): void {
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return
    kill(-this.child.pid)
  }
}
