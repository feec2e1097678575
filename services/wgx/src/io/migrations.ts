import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Steps of the read model's tables, in the order of their names. */
export const migrations: Record<string, Migration> = {
  '0001-guards': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table known_repository (repository text primary key, location text not null)`.execute(db)
      await sql`
        create table known_configuration (
          repository text not null,
          sha text not null,
          position bigint not null,
          body jsonb not null,
          primary key (repository, sha)
        )`.execute(db)
      await sql`create table known_head (change text primary key, sha text not null)`.execute(db)
      await sql`
        create table guard_run (
          request uuid not null,
          guard text not null,
          repository text not null,
          change text not null,
          area text not null,
          sha text,
          kind text,
          started_at text,
          finished_at text,
          position bigint not null,
          result jsonb,
          primary key (request, guard)
        )`.execute(db)
      await sql`create index guard_run_latest on guard_run (repository, position desc)`.execute(db)
      await sql`create index guard_run_of_change on guard_run (change, position desc)`.execute(db)
      await sql`
        create table known_result (
          key text primary key,
          sha text not null,
          judgement jsonb not null,
          protection jsonb not null,
          number bigint generated always as identity
        )`.execute(db)
    },
  },
  '0002-choice': {
    up: async (db: Kysely<unknown>) => {
      await sql`
        create table known_choice (
          change text primary key,
          position bigint not null,
          assessed jsonb not null
        )`.execute(db)
      await sql`
        create table test_record (
          repository text not null,
          guard text not null,
          test text not null,
          failed int not null,
          flipped int not null,
          known int not null,
          blamed int not null,
          position bigint not null,
          primary key (repository, guard, test)
        )`.execute(db)
      await sql`create index known_choice_latest on known_choice (position)`.execute(db)
    },
  },
}
