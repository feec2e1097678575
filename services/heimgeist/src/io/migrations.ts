import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The schema of heimgeist, step by step. */
export const migrations: Record<string, Migration> = {
  '0001-start': {
    up: async (db) => {
      await sql`
        create table repository (
          repository text primary key,
          clock bigint not null default 0,
          critical jsonb not null default '[]',
          configuration uuid
        )`.execute(db)
      await sql`
        create table change (
          change text primary key,
          repository text not null,
          sha text,
          areas jsonb not null default '[]'
        )`.execute(db)
      await sql`
        create table decision (
          id uuid primary key,
          position bigint not null,
          repository text,
          change text,
          sha text,
          about uuid not null,
          agent text not null,
          act text not null,
          chosen text not null,
          level smallint not null,
          level_reason text not null,
          reasons jsonb not null,
          areas jsonb not null,
          policy text not null,
          time text not null,
          correlation text not null,
          day text not null,
          asked boolean not null
        )`.execute(db)
      await sql`create index decision_latest on decision (position desc, id)`.execute(db)
      await sql`create index decision_change on decision (change, position desc)`.execute(db)
      await sql`create index decision_budget on decision (repository, day, chosen)`.execute(db)
      await sql`create index decision_sha on decision (repository, sha) where chosen = 'warn'`.execute(db)
      await sql`
        create table guard_request (
          id uuid primary key,
          seq bigint generated always as identity,
          repository text not null,
          sha text,
          areas jsonb not null,
          asked boolean not null,
          decision uuid
        )`.execute(db)
      await sql`create index guard_request_sha on guard_request (repository, sha) where not asked`.execute(db)
    },
  },
  '0008-policies': {
    up: async (db) => {
      await sql`
        create table policy (
          repository text not null,
          rule text not null,
          value jsonb not null,
          primary key (repository, rule)
        )`.execute(db)
    },
  },
}
