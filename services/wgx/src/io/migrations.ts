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
  '0003-proofs': {
    up: async (db: Kysely<unknown>) => {
      await sql`create table known_suspect (incident text primary key, change text not null)`.execute(db)
      await sql`
        create table proof (
          request uuid primary key,
          incident text not null,
          repository text not null,
          command text not null,
          trials int not null,
          requested_at text not null,
          position bigint not null,
          result jsonb
        )`.execute(db)
      await sql`create index proof_latest on proof (position desc)`.execute(db)
      await sql`
        create table trial (
          request uuid not null,
          what text not null,
          attempt int not null,
          event uuid not null,
          position bigint not null,
          trial jsonb not null,
          primary key (request, what, attempt)
        )`.execute(db)
    },
  },
  '0004-worth': {
    up: async (db: Kysely<unknown>) => {
      await sql`
        create table guard_case (
          repository text not null,
          guard text not null,
          change text not null,
          area text not null,
          position bigint not null,
          event uuid not null,
          runs int not null default 0,
          seconds float8 not null default 0,
          caught bool not null default false,
          passed bool not null default false,
          left_out bool not null default false,
          missed bool not null default false,
          flaky int not null default 0,
          before int not null default 0,
          unclear int not null default 0,
          sampled int not null default 0,
          sampled_caught bool not null default false,
          primary key (repository, guard, change)
        )`.execute(db)
      await sql`create index guard_case_latest on guard_case (repository, position desc)`.execute(db)
      await sql`create index guard_case_of_change on guard_case (change)`.execute(db)
      await sql`
        create table guard_worth (
          repository text not null,
          guard text not null,
          worth text not null,
          reason text not null,
          primary key (repository, guard)
        )`.execute(db)
      await sql`
        create table known_landing (sha text not null, change text not null, primary key (sha, change))`.execute(db)
      await sql`create index known_head_sha on known_head (sha)`.execute(db)
    },
  },
  '0005-lint': {
    up: async (db: Kysely<unknown>) => {
      await sql`
        create table lint_rule (
          repository text not null,
          rule text not null,
          version int not null,
          content text not null,
          since text not null,
          primary key (repository, rule)
        )`.execute(db)
    },
  },
}
