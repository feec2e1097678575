import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely, Transaction } from 'kysely'
import type { KnownRefs, PullRequestTable, RepositoryTable, RepositoryTables, RoundState } from './repository-tables.js'

/** Most rows in one insert. */
const CHUNK = 1000

/** How far a round has come. */
export interface RoundPlace {
  readonly done: number
  readonly lastSha: string
  readonly total: number
  readonly pullRequests: number
  readonly landed: Record<string, string[]>
}

/** The watched repositories and how far each has been read. */
@Injectable()
export class RepositoryStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<RepositoryTables>) {}

  /** Watches a place; once more changes nothing. */
  async watch(
    db: Transaction<RepositoryTables>,
    row: { location: string; wanted?: string; at: string },
  ): Promise<void> {
    await db
      .insertInto('watched_repository')
      .values({
        location: row.location,
        wanted: row.wanted ?? null,
        watched_at: new Date(row.at),
        done: 0,
        total: 0,
        pull_requests: 0,
        landed: {},
      })
      .onConflict((conflict) => conflict.column('location').doNothing())
      .execute()
  }

  async locations(): Promise<string[]> {
    const rows = await this.db.selectFrom('watched_repository').select('location').orderBy('watched_at').execute()
    return rows.map((row) => row.location)
  }

  async find(location: string): Promise<RepositoryTable | undefined> {
    return this.db.selectFrom('watched_repository').selectAll().where('location', '=', location).executeTakeFirst()
  }

  /** Gives a place its identity; false when another place has it. */
  async name(location: string, repository: string): Promise<boolean> {
    const taken = await this.db
      .selectFrom('watched_repository')
      .select('location')
      .where('repository', '=', repository)
      .where('location', '!=', location)
      .executeTakeFirst()
    if (taken) return false
    await this.db.updateTable('watched_repository').set({ repository }).where('location', '=', location).execute()
    return true
  }

  /** Begins to write a look at the repository into the log. */
  async start(location: string, round: RoundState): Promise<void> {
    await this.update(location, { round, done: 0, last_sha: null, total: 0, pull_requests: 0, landed: {} })
  }

  /** Remembers how far a round has come, and the pull requests it met on the way, together. */
  async advance(location: string, place: RoundPlace, pullRequests: readonly PullRequestTable[]): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      for (let at = 0; at < pullRequests.length; at += CHUNK)
        await trx
          .insertInto('merged_pull_request')
          .values(pullRequests.slice(at, at + CHUNK))
          .onConflict((conflict) => conflict.columns(['repository', 'number']).doNothing())
          .execute()
      await trx
        .updateTable('watched_repository')
        .set({
          done: place.done,
          last_sha: place.lastSha,
          total: place.total,
          pull_requests: place.pullRequests,
          landed: place.landed,
        })
        .where('location', '=', location)
        .execute()
    })
  }

  /** Ends a round: what it read is known now. */
  async finish(location: string, known: KnownRefs): Promise<void> {
    await this.update(location, { known, round: null })
  }

  /** Gives a round up, to look anew: its events are in the log and stay there. */
  async abandon(location: string): Promise<void> {
    await this.update(location, { round: null, done: 0, last_sha: null })
  }

  /** Forgets which commits were read, so that all are read again: their events keep their ids. */
  async forget(location: string): Promise<void> {
    await this.update(location, { known: null, round: null, done: 0, last_sha: null })
  }

  /** The merged pull requests of a repository by number. */
  async pullRequests(repository: string): Promise<Map<number, string>> {
    const rows = await this.db
      .selectFrom('merged_pull_request')
      .select(['number', 'sha'])
      .where('repository', '=', repository)
      .execute()
    return new Map(rows.map((row) => [row.number, row.sha]))
  }

  // The driver writes objects as JSON.
  private async update(location: string, set: Partial<RepositoryTable>): Promise<void> {
    await this.db.updateTable('watched_repository').set(set).where('location', '=', location).execute()
  }
}
