import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOfTree } from './process-tree.js'
import { FILTER_FD, GATE_FD, STATUS_FD, sandboxArguments } from './sandbox-arguments.js'
import type { Cgroup } from './sandbox-cgroup.js'
import { OutputPipe } from './sandbox-output.js'
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
  const status = textOf(child.stdio[STATUS_FD] as Readable)
  const exited = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => resolve())
  })
  const watch = new Watch(child, run, output, group === undefined, diskReserveBytes)
  try {
    await Promise.race([exited, admit(child, group)])
    await exited
    await Promise.race([output.ended, sleep(1000, undefined, { ref: false })])
  } finally {
    watch.end()
    output.close()
  }
  const report = await status
  await treeIsGone(Number(/"child-pid":\s*(\d+)/.exec(report)?.[1] ?? 0))
  const ended = /"exit-code":\s*(\d+)/.exec(report)?.[1]
  return {
    exitCode: ended === undefined || watch.stopped ? undefined : Number(ended),
    began: report.includes('"child-pid"') && (ended !== undefined || watch.stopped !== undefined),
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

/** Lets the outer gate go once the process is in its group, and the inner one when it says that it is there. */
const admit = async (child: ChildProcess, group: Cgroup | undefined): Promise<void> => {
  if (child.pid === undefined) return
  const gate = child.stdio[GATE_FD] as Duplex
  gate.on('error', () => undefined)
  gate.once('data', () => gate.end('go\n'))
  try {
    await group?.add(child.pid)
    gate.write('go\n')
  } catch (error) {
    gate.destroy()
    throw error
  }
}

const textOf = async (stream: Readable): Promise<string> => {
  let text = ''
  for await (const chunk of stream) text = (text + String(chunk)).slice(-10_000)
  return text
}

/**
 * Waits for the first process of the run's namespace, which the kernel lets go of (or shows as a zombie) only when all
 * others in it are dead. bubblewrap itself returns a moment earlier.
 */
const treeIsGone = async (first: number): Promise<void> => {
  for (let tries = 0; first > 1 && tries < 2000; tries++) {
    const stat = await readFile(`/proc/${first}/stat`, 'utf8').catch(() => ') X')
    if (/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))) return
    await sleep(5)
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
    try {
      process.kill(-this.child.pid, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
}
