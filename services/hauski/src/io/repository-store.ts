import { Inject, Injectable } from '@nestjs/common'
import { DATABASE, type Delivery } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.js'

/** A transaction of this service. */
export type HauskiDelivery = Delivery<Tables>

/** A repository that acts can be done on. */
export interface KnownRepository {
  /** Path or clone URL. */
  readonly location: string
  readonly defaultBranch: string
}

/** Where the watched repositories are. */
@Injectable()
export class RepositoryStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<Tables>) {}

  /** Keeps where a repository is. */
  async keep({ db }: HauskiDelivery, repository: string, known: KnownRepository): Promise<void> {
    const row = { location: known.location, default_branch: known.defaultBranch }
    await db
      .insertInto('known_repository')
      .values({ repository, ...row })
      .onConflict((conflict) => conflict.column('repository').doUpdateSet(row))
      .execute()
  }

  /** Where a repository is; nothing where it was never registered. */
  async find(
    repository: string,
    db: Pick<Kysely<Tables>, 'selectFrom'> = this.db,
  ): Promise<KnownRepository | undefined> {
    const row = await db
      .selectFrom('known_repository')
      .select(['location', 'default_branch'])
      .where('repository', '=', repository)
      .executeTakeFirst()
    return row && { location: row.location, defaultBranch: row.default_branch }
  }
}
