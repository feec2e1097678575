import type { Transaction } from 'kysely'

/**
 * One transaction of a service over one event or, when catching up, over many. What a handler changes through `db`, the
 * inbox row of the event and the drafts it returns become true together or not at all.
 */
export interface Delivery<Schema = unknown> {
  /** The transaction. Every state change of a handler goes through it. */
  readonly db: Transaction<Schema>
  /** True when the service is far behind the head of the log, as during an import. */
  readonly catchingUp: boolean
  /** Runs once a transaction and key, after the last handler and before the commit: for stores that gather their writes. */
  beforeCommit(key: object, flush: () => Promise<void>): void
  /** Runs once a transaction and key when it is rolled back: for stores to drop what they hold in memory. */
  onRollback(key: object, reset: () => void): void
}

/** A delivery with the ends that only the mesh may call. */
export class OpenDelivery implements Delivery {
  private readonly flushes = new Map<object, () => Promise<void>>()
  private readonly resets = new Map<object, () => void>()

  constructor(
    readonly db: Transaction<unknown>,
    readonly catchingUp: boolean,
  ) {}

  beforeCommit(key: object, flush: () => Promise<void>): void {
    if (!this.flushes.has(key)) this.flushes.set(key, flush)
  }

  onRollback(key: object, reset: () => void): void {
    if (!this.resets.has(key)) this.resets.set(key, reset)
  }

  /** Runs the flushes in the order in which they were asked for. */
  async flush(): Promise<void> {
    for (const flush of this.flushes.values()) await flush()
  }

  /** Runs every reset, the ones after a failing one too. */
  rollBack(): void {
    for (const reset of this.resets.values()) reset()
  }
}
