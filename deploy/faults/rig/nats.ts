import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findNatsServer } from '../../bootstrap/programs.mjs'
import { Part } from './part.js'

/** A real nats-server with JetStream in its lazy default, as the mesh runs it, which a campaign may kill, wipe or damage. */
export class NatsServer {
  readonly part: Part
  readonly url: string
  /** Folder of the stream's files. */
  readonly store: string

  constructor(
    folder: string,
    readonly port: number,
    private readonly monitorPort: number,
    logFile: string,
    /** Configuration in place of the plain one without accounts, by the folder of the stream's files. */
    configure?: (store: string) => string,
  ) {
    this.url = `nats://127.0.0.1:${port}`
    this.store = join(folder, 'store')
    const program = findNatsServer()
    if (program === undefined) throw new Error('nats-server is missing: run npm start once, which fetches it')
    mkdirSync(folder, { recursive: true })
    const config = join(folder, 'nats.conf')
    writeFileSync(
      config,
      configure?.(this.store) ??
        `listen: 127.0.0.1:${port}\nhttp: 127.0.0.1:${monitorPort}\nmax_payload: 4MB\njetstream { store_dir: "${this.store}", max_file_store: 4GB }\n`,
    )
    this.part = new Part('nats-server', () => ({ program, args: ['-c', config] }), logFile)
  }

  /** Resolves when it answers. Throws when it does not within half a minute. */
  async ready(): Promise<void> {
    for (const end = Date.now() + 30_000; ; await sleep(50)) {
      // NOTE: without its streams: one that a power cut left unreadable is the mesh's own to heal.
      if (await this.ask('/healthz?js-server-only=true').catch(() => undefined)) return
      if (Date.now() > end) throw new Error(`nats-server does not answer\n${this.part.tail()}`)
    }
  }

  /** Version and sync interval as the server says. */
  async settings(): Promise<{ version: string; sync_interval: string }> {
    const { version } = (await this.ask('/varz')) as { version: string }
    const jsz = (await this.ask('/jsz?config=true')) as { config?: { sync_interval?: number; sync_always?: boolean } }
    const { sync_interval, sync_always } = jsz.config ?? {}
    return { version, sync_interval: sync_always ? 'always' : `${(sync_interval ?? 0) / 1e9}s` }
  }

  private async ask(path: string): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${this.monitorPort}${path}`, { signal: AbortSignal.timeout(2000) })
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}`)
    return answer.json()
  }
}
