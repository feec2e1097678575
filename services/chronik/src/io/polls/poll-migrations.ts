import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** How far each host was polled. */
export const pollMigrations: Record<string, Migration> = {
  '0040-polls': {
    up: async (db) => {
      await sql`
        create table poll_cursor (
          host text not null,
          repository text not null,
          feed text not null,
          seen timestamptz not null,
          looked timestamptz not null,
          since timestamptz not null,
          etag text,
          primary key (host, repository, feed)
        )`.execute(db)
    },
  },
}
