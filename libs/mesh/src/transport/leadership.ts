import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { MeshConfig } from '../config/mesh-config.js'

/** How often an instance that stands by asks whether it may lead. */
const ASK_EVERY_MS = 1000

/**
 * One instance of a service reads the log, the others stand by and take over when it ends. The lock lives as long as its
 * own connection to Postgres. It only spares work: what keeps two from applying an event is the fence of the processor.
 */
export class Leadership {
  private client: pg.Client | undefined
  private lost = new AbortController()
  private refused = false

  constructor(private readonly config: MeshConfig) {}

  /** Whether this instance leads. */
  get leads(): boolean {
    return this.client !== undefined
  }

  /** Whether another instance led when this one last asked. */
  get standsBy(): boolean {
    return this.refused
  }

  /** Waits until this instance leads. The signal returned is aborted when it no longer does. */
  async acquire(signal: AbortSignal): Promise<AbortSignal> {
    if (this.client) return this.lost.signal
    for (;;) {
      signal.throwIfAborted()
      const client = await this.tryOnce().catch(() => undefined)
      if (client) {
        this.client = client
        this.lost = new AbortController()
        client.once('end', () => this.lose())
        return this.lost.signal
      }
      await sleep(ASK_EVERY_MS, undefined, { signal })
    }
  }

  /** Gives the lead up. */
  async release(): Promise<void> {
    const { client } = this
    this.client = undefined
    await client?.end().catch(() => undefined)
  }

  private lose(): void {
    this.client = undefined
    this.lost.abort(new Error('the connection that holds the lead is gone'))
  }

  private async tryOnce(): Promise<pg.Client | undefined> {
    const { databaseUrl, service } = this.config
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: `heimgewebe ${service} lead`,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
    })
    client.on('error', () => undefined)
    await client.connect()
    const { rows } = await client.query<{ leads: boolean }>(
      `select pg_try_advisory_lock(hashtextextended($1, 0)) as leads`,
      [`heimgewebe ${service}`],
    )
    this.refused = rows[0]?.leads !== true
    if (!this.refused) return client
    await client.end()
    return undefined
  }
}
