import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What archiving needs: where the line of an archived event stands, and which ranges were announced. A range with `done`
 * false is one that chronik died in the middle of, and finishes.
 */
export const archiveMigrations: Record<string, Migration> = {
  '0030-archive': {
    up: async (db) => {
      await sql`alter table log add column place bigint`.execute(db)
      await sql`
        create table archived_range (
          first_position bigint primary key,
          last_position bigint not null,
          hash text not null,
          event text not null,
          done boolean not null default false
        )`.execute(db)
    },
  },
}
