import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** How many guards a repository names, and of which changes it was said that there is none. */
export const UNGUARDED: Migration = {
  up: async (db) => {
    await sql`alter table repository add column guards integer`.execute(db)
    await sql`alter table change add column unguarded uuid`.execute(db)
  },
}
