import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import { sql } from 'kysely'
import { jsonOf } from './json-of.js'
import type { HeimgeistTables } from './tables.js'

/** What is known of a repository. */
export interface RepositoryKnown {
  /** Latest registration or import in Unix milliseconds; 0 when there was none. */
  readonly clock: number
  /** Areas marked as critical. */
  readonly critical: readonly string[]
  readonly configuration?: string
  /** Guards that it names; absent where nobody read it yet. */
  readonly guards?: number
  /** Default branch. */
  readonly branch?: string
}

const UNKNOWN: RepositoryKnown = { clock: 0, critical: [] }
/** Repositories held in memory; beyond that they are read again. */
const MAX_CACHED = 1000

/** Clock and critical areas of each repository. Read for every verdict, so kept in memory as well. */
@Injectable()
export class RepositoryStore {
  private readonly cache = new Map<string, RepositoryKnown>()

  /** What is known; an unknown repository has no critical areas and no clock. */
  async get(delivery: Delivery<HeimgeistTables>, repository: string): Promise<RepositoryKnown> {
    const cached = this.cache.get(repository)
    if (cached) return cached
    const row = await delivery.db
      .selectFrom('repository')
      .selectAll()
      .where('repository', '=', repository)
      .executeTakeFirst()
    const known = row
      ? {
          clock: row.clock,
          critical: row.critical,
          ...(row.configuration === null ? {} : { configuration: row.configuration }),
          ...(row.guards === null ? {} : { guards: row.guards }),
          ...(row.branch === null ? {} : { branch: row.branch }),
        }
      : UNKNOWN
    this.keep(delivery, repository, known)
    return known
  }

  /** Moves the clock of a repository forward; never back. */
  async tick(delivery: Delivery<HeimgeistTables>, repository: string, timeMs: number): Promise<void> {
    const known = await this.get(delivery, repository)
    if (timeMs > known.clock) await this.put(delivery, repository, { ...known, clock: timeMs })
  }

  /** Keeps the default branch. */
  async call(delivery: Delivery<HeimgeistTables>, repository: string, branch: string): Promise<void> {
    const known = await this.get(delivery, repository)
    if (known.branch !== branch) await this.put(delivery, repository, { ...known, branch })
  }

  /** Replaces what a configuration says by what a newer one does: the critical areas, and how many guards there are. */
  async configure(
    delivery: Delivery<HeimgeistTables>,
    repository: string,
    critical: readonly string[],
    guards: number,
    event: string,
  ): Promise<void> {
    const known = await this.get(delivery, repository)
    await this.put(delivery, repository, { ...known, critical, guards, configuration: event })
  }

  private async put(delivery: Delivery<HeimgeistTables>, repository: string, known: RepositoryKnown): Promise<void> {
    await sql`
      insert into repository (repository, clock, critical, configuration, branch, guards)
      values (${repository}, ${known.clock}, ${jsonOf(known.critical)}, ${known.configuration ?? null}, ${known.branch ?? null}, ${known.guards ?? null})
      on conflict (repository) do update
      set clock = excluded.clock, critical = excluded.critical, configuration = excluded.configuration, branch = excluded.branch, guards = excluded.guards`.execute(
      delivery.db,
    )
    this.keep(delivery, repository, known)
  }

  private keep(delivery: Delivery<HeimgeistTables>, repository: string, known: RepositoryKnown): void {
    delivery.onRollback(this, () => this.cache.clear())
    if (this.cache.size >= MAX_CACHED) this.cache.clear()
    this.cache.set(repository, known)
  }
}
