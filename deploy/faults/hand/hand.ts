import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** Where values of a stranger are tried. */
export interface Hostile {
  readonly mirror: string
  readonly repository: string
  readonly sha: string
}

/** What a hand is asked for. */
export type Asked =
  | { readonly do: 'perform'; readonly repository: string; readonly request: Request }
  | { readonly do: 'paths'; readonly paths: readonly string[] }
  | ({ readonly do: 'take'; readonly place: string; readonly value: string } & Hostile)

/** A change that hauski is to propose. */
export interface Request {
  readonly id: string
  /** RFC 3339. */
  readonly time: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** What became of it. */
export interface Became {
  readonly verdict?: 'done' | 'refused' | 'failed' | 'nothing_to_do'
  readonly reason?: string
  readonly result?: { readonly commit: string; readonly branch: string }
  readonly refused?: readonly boolean[]
}

/** JSON in one line, for a reader that takes U+2028 and U+2029 for ends of lines too. */
export const lineOf = (value: object): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

const running = new Set<Hand>()
process.once('exit', () => {
  for (const hand of running) hand.kill('all')
})

/** One process that writes into repositories; it may be killed at any moment. */
export class Hand {
  private readonly lines: AsyncIterator<string>
  private readonly reader: Interface
  private ended = false

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    this.reader = createInterface({ input: child.stdout })
    this.lines = this.reader[Symbol.asyncIterator]()
    child.stdin.on('error', () => undefined)
    child.once('exit', () => {
      this.ended = true
      running.delete(this)
    })
    running.add(this)
  }

  /** Starts one with its mirrors in `home`; resolves when it waits for work. */
  static async start(bundle: string, home: string): Promise<{ hand: Hand; places: readonly string[] }> {
    const settings = {
      HEIMGEWEBE_HOME: home,
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      NATS_URL: 'nats://127.0.0.1:1',
    }
    const child = spawn(process.execPath, [bundle], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // A group of its own: what it started can be killed with it, or left.
      detached: true,
      env: { PATH: process.env['PATH'], ...settings },
    })
    const hand = new Hand(child)
    const { places } = JSON.parse((await hand.line())!) as { places: readonly string[] }
    return { hand, places }
  }

  /** Of the process and of its group. */
  get pid(): number | undefined {
    return this.child.pid
  }

  /** Asks, and waits for the answer; nothing where it was killed first. */
  async ask(asked: Asked): Promise<Became | undefined> {
    this.child.stdin.write(`${lineOf(asked)}\n`)
    const line = await this.line()
    return line === undefined ? undefined : (JSON.parse(line) as Became)
  }

  /** Kills it: itself alone, so that a git that it started goes on, or all of its group. False where it had ended. */
  kill(what: 'itself' | 'all'): boolean {
    if (this.ended || this.child.pid === undefined) return false
    try {
      return process.kill(what === 'all' ? -this.child.pid : this.child.pid, 'SIGKILL')
    } catch {
      return false
    }
  }

  /** Ends it; resolves when it is gone. */
  async end(): Promise<void> {
    if (!this.ended) {
      const gone = once(this.child, 'exit')
      this.kill('all')
      await gone
    }
    this.reader.close()
  }

  private async line(): Promise<string | undefined> {
    const next = await this.lines.next()
    return next.done ? undefined : next.value
  }
}
