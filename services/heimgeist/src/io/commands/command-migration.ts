import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Commands that wait for the clock. */
export const COMMANDS: Migration = {
  up: async (db) => {
    await sql`create table waiting_command (command uuid primary key, event jsonb not null)`.execute(db)
  },
}
