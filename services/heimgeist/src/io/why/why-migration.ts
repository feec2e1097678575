import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What an answer to "why" needs besides the decisions; the indexes are for what can be named in a question. */
export const WHY: Migration = {
  up: async (db) => {
    await sql`alter table change add column verdict jsonb`.execute(db)
    await sql`create index change_sha on change (sha text_pattern_ops)`.execute(db)
    await sql`create index decision_about on decision (about)`.execute(db)
    await sql`create index decision_chain on decision (correlation)`.execute(db)
    await sql`create index decision_commit on decision (sha text_pattern_ops)`.execute(db)
    await sql`
      create table incident (
        incident text primary key,
        repository text,
        events jsonb not null,
        suspects jsonb
      )`.execute(db)
    await sql`
      create table act (
        request uuid primary key,
        decision uuid not null,
        repository text not null,
        change text,
        act text not null,
        verdict text,
        reason text,
        finished uuid
      )`.execute(db)
    await sql`create index act_decision on act (decision)`.execute(db)
  },
}

/** Which changes were given up, and what waits for an answer about them. */
export const GIVEN_UP: Migration = {
  up: async (db) => {
    await sql`alter table change add column given_up uuid`.execute(db)
    await sql`create index wish_change on wish ((wish ->> 'change')) where state in ('wanted', 'open')`.execute(db)
  },
}
