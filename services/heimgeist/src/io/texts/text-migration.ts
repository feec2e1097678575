import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Texts that models were asked for: what was kept back for them, and what they took. */
export const TEXTS: Migration = {
  up: async (db) => {
    await sql`
        create table text (
          request uuid primary key,
          use text not null,
          facts jsonb,
          day text not null,
          reserved_tokens bigint not null,
          reserved_usd double precision not null,
          tokens bigint,
          usd double precision,
          outcome text,
          calls integer
        )`.execute(db)
    await sql`create index text_day on text (day)`.execute(db)
  },
}
