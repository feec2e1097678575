import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Policies of the owner, and which of them a wish was decided under. */
export const OWNER_POLICY: Migration = {
  up: async (db) => {
    await sql`
        create table owner_policy (
          version integer primary key,
          content jsonb not null,
          by text not null,
          reason text,
          event uuid not null,
          at timestamptz not null
        )`.execute(db)
    await sql`alter table wish add column level_policy text`.execute(db)
  },
}
