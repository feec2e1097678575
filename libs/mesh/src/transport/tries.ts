import type { MeshEvent } from '@heimgewebe/contracts'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { MeshTables } from '../store/mesh-tables.js'

/**
 * Processes that began an event and never ended it, which no handler can tell of. What an earlier process had in hand when
 * it ended is what the next one gets first; each of these events is noted before it is handled, until it is done.
 */
export class Tries {
  /** Events that are still to be noted. */
  private left = 0
  private readonly counts = new Map<string, number>()
  /** What this process has noted: it counts once, however often it tries. */
  private readonly noted = new Set<string>()

  constructor(private readonly db: Kysely<MeshTables>) {}

  /** Reads what is noted. The first `inHand` events may have been in the hands of an earlier process. */
  async load(inHand: number): Promise<void> {
    this.left = inHand
    this.counts.clear()
    for (const row of await this.db.selectFrom('mesh_try').selectAll().execute())
      this.counts.set(row.event_id, row.tries)
  }

  /** Earlier processes that began an event and did not end it. */
  of(event: MeshEvent): number {
    return this.counts.get(event.id) ?? 0
  }

  /** Whether one of these may be what ended an earlier process: then each is tried alone. */
  suspects(events: readonly MeshEvent[]): boolean {
    return this.counts.size > 0 && events.some((event) => this.of(event) > 0)
  }

  /** Notes, in a transaction of its own, that these are about to be handled. */
  async begin(events: readonly MeshEvent[]): Promise<void> {
    if (this.left <= 0) return
    const ids = events.map(({ id }) => id).filter((id) => !this.noted.has(id))
    this.left -= ids.length
    if (ids.length === 0) return
    await sql`
      insert into mesh_try (event_id, tries) select *, 1 from unnest(${ids}::uuid[])
      on conflict (event_id) do update set tries = mesh_try.tries + 1`.execute(this.db)
    for (const id of ids) this.noted.add(id)
  }

  /** Forgets these in the transaction that is done with them. */
  async end(trx: Transaction<MeshTables>, events: readonly MeshEvent[]): Promise<void> {
    const ids = events.map(({ id }) => id).filter((id) => this.noted.has(id) || this.counts.has(id))
    if (ids.length > 0) await sql`delete from mesh_try where event_id = any(${ids}::uuid[])`.execute(trx)
  }
}
