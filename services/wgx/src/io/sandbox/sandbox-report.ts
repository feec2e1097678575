import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { kill } from './process-tree.js'

/** Looks at the first process, 5 ms apart, before it is killed. */
const PATIENCE = 20

/** What bubblewrap reports of a run, and what the kernel says of the first process of its namespace. */
export class SandboxReport {
  private text = ''
  private readonly end: Promise<void>

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => (this.text = (this.text + chunk.toString()).slice(-10_000)))
    this.end = new Promise((resolve) => stream.once('close', resolve).once('error', () => resolve()))
  }

  /** Whether the namespace was made. */
  get began(): boolean {
    return this.first !== undefined
  }

  /** Exit code of the command, once it ended by itself. */
  get exitCode(): number | undefined {
    const code = /"exit-code":\s*(\d+)/.exec(this.text)?.[1]
    return code === undefined ? undefined : Number(code)
  }

  /** Resolves when nothing more will be reported. */
  ended(): Promise<void> {
    return this.end
  }

  /**
   * Resolves when the first process of the namespace waits for the others: it has then asked the kernel to be killed
   * with its parent, which it does a moment after it started the command.
   */
  async guarded(): Promise<void> {
    while (!/^[SZX]/.test(await this.state())) await sleep(1)
  }

  /**
   * Resolves when no process of the namespace is left: the kernel lets go of the first one (or shows it as a zombie)
   * only when all others are dead. bubblewrap itself returns a moment earlier; killed while it made the namespace, it
   * leaves the first process waiting for ever, so that one is killed, too.
   */
  async gone(): Promise<void> {
    for (let tries = 0; this.first !== undefined && tries < 2000; tries++) {
      if (/^[ZX]/.test(await this.state())) return
      if (tries === PATIENCE) kill(Number(this.first))
      await sleep(5)
    }
  }

  private get first(): string | undefined {
    return /"child-pid":\s*(\d+)/.exec(this.text)?.[1]
  }

  private async state(): Promise<string> {
    if (this.first === undefined) return ''
    const stat = await readFile(`/proc/${this.first}/stat`, 'utf8').catch(() => ') X')
    return stat.slice(stat.lastIndexOf(')') + 2)
  }
}
