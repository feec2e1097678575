import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The steps of sichter's read model. */
export const migrations: Record<string, Migration> = {
  '0001-start': {
    up: async (db) => {
      await sql`
        create table risk (
          repository text not null,
          change text not null,
          sha text,
          position bigint not null,
          at timestamptz not null,
          percentile real not null,
          score_percentile real not null,
          baseline_percentile real not null,
          assessment jsonb not null,
          bad_at timestamptz,
          bad_by text,
          bad_event uuid,
          primary key (change)
        )`.execute(db)
      await sql`create index risk_recent on risk (repository, position desc)`.execute(db)
      await sql`create index risk_worst on risk (repository, percentile desc)`.execute(db)
      await sql`create index risk_sha on risk (sha)`.execute(db)
      await sql`create index risk_bad on risk (repository, bad_at desc) where bad_at is not null`.execute(db)
      await sql`create table repository (repository text primary key, evaluation jsonb not null)`.execute(db)
      await sql`create table incident (incident text primary key, repository text not null)`.execute(db)
      // What happened since the last snapshot, one row a transaction: never more than half of what the snapshot holds.
      await sql`
        create table journal (
          repository text not null,
          seq bigint not null,
          inputs bytea not null,
          primary key (repository, seq)
        )`.execute(db)
      await sql`
        create table snapshot (
          repository text primary key,
          seq bigint not null,
          model text not null,
          state bytea not null
        )`.execute(db)
      await sql`alter table snapshot alter column state set storage external`.execute(db)
      await sql`alter table journal alter column inputs set storage external`.execute(db)
    },
  },
  '0002-suspects': {
    up: async (db) => {
      await sql`create table suspects (incident text primary key, answer jsonb not null)`.execute(db)
    },
  },
  '0003-guards': {
    up: async (db) => {
      await sql`create table guard_list (repository text primary key, guards jsonb not null)`.execute(db)
      await sql`
        create table guard_result (
          event uuid primary key,
          repository text not null,
          guard text not null,
          found boolean not null,
          change text not null,
          files jsonb not null,
          position bigint not null
        )`.execute(db)
      await sql`create index guard_result_latest on guard_result (repository, position desc)`.execute(db)
      await sql`
        create table proposal_file (
          change text primary key,
          repository text not null,
          position bigint not null,
          files jsonb not null
        )`.execute(db)
      await sql`create index proposal_file_latest on proposal_file (repository, position desc)`.execute(db)
    },
  },
  '0004-coverage': {
    up: async (db) => {
      await sql`
        create table coverage_run (
          event uuid primary key,
          repository text not null,
          sha text not null,
          number integer,
          pipeline text not null,
          percent real not null,
          position bigint not null
        )`.execute(db)
      await sql`create index coverage_run_latest on coverage_run (repository, position desc)`.execute(db)
    },
  },
}
