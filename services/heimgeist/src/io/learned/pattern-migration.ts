import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The patterns that a command can name. */
export const PATTERNS: Migration = {
  up: async (db) => {
    await sql`
      create table pattern (
        repository text not null,
        pattern text not null,
        event uuid not null,
        primary key (repository, pattern)
      )`.execute(db)
  },
}
