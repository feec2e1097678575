import { Injectable } from '@nestjs/common'
import type { Delivery } from '@heimgewebe/mesh'
import type { Tables } from './tables.js'

/** First commits of histories: two repositories that begin with the same one are one that moved, or a copy. */
@Injectable()
export class RootCommits {
  /** Notes where a first commit was seen; returns the repository in which it was seen first. */
  async claim(sha: string, repository: string, { db }: Delivery<Tables>): Promise<string> {
    await db
      .insertInto('root_commit')
      .values({ sha, repository })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const row = await db.selectFrom('root_commit').select('repository').where('sha', '=', sha).executeTakeFirstOrThrow()
    return row.repository
  }
}
