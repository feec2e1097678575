import { Inject, Injectable } from '@nestjs/common'
import type { ConfigurationRecordedV1 } from '@heimgewebe/contracts'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.js'

/** A transaction of this service. */
export type WgxDelivery = Delivery<Tables>

/** A guard, and the step that brings what it needs. */
export interface GuardAt {
  readonly guard: ConfigurationRecordedV1['guards'][number]
  readonly step: NonNullable<ConfigurationRecordedV1['prepare']>[number] | undefined
}

/** Configurations kept of one repository: as many as there may be between an intent and its act. */
const CONFIGURATIONS_KEPT = 20

/** What wgx knows of repositories: where they are, what their base branch asks for, and which commit a change is at. */
@Injectable()
export class RepositoryStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** Keeps where a repository is read from. */
  async keepLocation({ db }: WgxDelivery, repository: string, location: string): Promise<void> {
    await db
      .insertInto('known_repository')
      .values({ repository, location })
      .onConflict((conflict) => conflict.column('repository').doUpdateSet({ location }))
      .execute()
  }

  /** Keeps what the base branch says; the latest event counts, whatever its commit. */
  async keepConfiguration({ db }: WgxDelivery, body: ConfigurationRecordedV1, position: number): Promise<void> {
    const { repository, sha } = body
    const row = { body: JSON.stringify(body), position }
    await db
      .insertInto('known_configuration')
      .values({ repository, sha, ...row })
      .onConflict((conflict) => conflict.columns(['repository', 'sha']).doUpdateSet(row))
      .execute()
    await db
      .deleteFrom('known_configuration')
      .where('repository', '=', repository)
      .where('position', 'not in', (query) =>
        query
          .selectFrom('known_configuration')
          .select('position')
          .where('repository', '=', repository)
          .orderBy('position', 'desc')
          .limit(CONFIGURATIONS_KEPT),
      )
      .execute()
  }

  /** Keeps the head commit of a change. */
  async keepHead({ db }: WgxDelivery, change: string, sha: string): Promise<void> {
    await db
      .insertInto('known_head')
      .values({ change, sha })
      .onConflict((conflict) => conflict.column('change').doUpdateSet({ sha }))
      .execute()
  }

  /** What the base branch says, as last read. */
  async latestConfiguration({ db }: WgxDelivery, repository: string): Promise<ConfigurationRecordedV1 | undefined> {
    const row = await db
      .selectFrom('known_configuration')
      .select('body')
      .where('repository', '=', repository)
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.body
  }

  /** The head commit of a change, where it was heard of. */
  async headOf({ db }: WgxDelivery, change: string): Promise<string | undefined> {
    const row = await db.selectFrom('known_head').select('sha').where('change', '=', change).executeTakeFirst()
    return row?.sha
  }

  /** A guard as the base branch names it at one commit, with the step that it names; for acts, outside any transaction of an event. */
  async guardAt(repository: string, sha: string, name: string): Promise<GuardAt | undefined> {
    const row = await this.db
      .selectFrom('known_configuration')
      .select('body')
      .where('repository', '=', repository)
      .where('sha', '=', sha)
      .executeTakeFirst()
    const guard = row?.body.guards.find((one) => one.name === name)
    return guard && { guard, step: row?.body.prepare?.find((step) => step.name === guard.prepare) }
  }

  /** Where a repository is read from; for acts, outside any transaction of an event. */
  async locationOf(repository: string): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('known_repository')
      .select('location')
      .where('repository', '=', repository)
      .executeTakeFirst()
    return row?.location
  }
}
