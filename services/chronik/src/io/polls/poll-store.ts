import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import type { Kysely } from 'kysely'

/** How far one feed of a repository was polled. */
export interface PollCursorTable {
  host: string
  repository: string
  feed: string
  /** Newest moment that the host told, by its clock. */
  seen: Date
  /** When it was last looked at with success. */
  looked: Date
  /** Moment that was asked for when the host gave its mark. */
  since: Date
  etag: string | null
}

/** The cursors of the polls. */
@Injectable()
export class PollStore {
  constructor(@Inject(DATABASE) private readonly db: Kysely<{ poll_cursor: PollCursorTable }>) {}

  async find(host: string, repository: string, feed: string): Promise<PollCursorTable | undefined> {
    return this.db
      .selectFrom('poll_cursor')
      .selectAll()
      .where('host', '=', host)
      .where('repository', '=', repository)
      .where('feed', '=', feed)
      .executeTakeFirst()
  }

  /** Whether any host was ever polled. */
  async any(): Promise<boolean> {
    return (await this.db.selectFrom('poll_cursor').select('host').limit(1).executeTakeFirst()) !== undefined
  }

  /** Moves a cursor; only once what it passes is in the log. */
  async move(row: PollCursorTable): Promise<void> {
    const { etag, looked, seen, since } = row
    await this.db
      .insertInto('poll_cursor')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['host', 'repository', 'feed']).doUpdateSet({ etag, looked, seen, since }),
      )
      .execute()
  }
}
