import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The schema of heimlern, step by step. */
export const migrations: Record<string, Migration> = {
  '0001-start': {
    up: async (db) => {
      await sql`create table configuration (repository text primary key, areas jsonb not null)`.execute(db)
      await sql`
        create table unit (
          change text primary key,
          repository text not null,
          at text,
          areas jsonb not null,
          bad boolean not null,
          bad_areas jsonb not null
        )`.execute(db)
      await sql`create index unit_proposal on unit (repository) where change not like 'change/%'`.execute(db)
      await sql`
        create table stands_for (
          change text primary key,
          repository text not null,
          proposal text not null
        )`.execute(db)
      await sql`create index stands_for_repository on stands_for (repository)`.execute(db)
      await sql`create table merged_as (proposal text primary key, change text not null)`.execute(db)
      await sql`
        create table proposal (
          proposal text primary key,
          repository text not null,
          head text not null,
          areas jsonb not null,
          opened_at text not null
        )`.execute(db)
      await sql`create index proposal_head on proposal (repository, head)`.execute(db)
      await sql`
        create table outcome (
          id uuid primary key,
          seq bigint generated always as identity,
          repository text not null,
          change text not null,
          kind text not null,
          by text not null,
          evidence text not null,
          rule text,
          unit text,
          waiting boolean not null,
          at text not null,
          outcome jsonb not null
        )`.execute(db)
      // NOTE: a hash, since subjects may be longer than an index entry can be.
      await sql`create index outcome_change on outcome using hash (change)`.execute(db)
      await sql`create index outcome_unit_rule on outcome (md5(unit), rule) where rule is not null`.execute(db)
      await sql`create index outcome_waiting on outcome (repository, seq) where waiting`.execute(db)
      await sql`create index outcome_latest on outcome (seq desc)`.execute(db)
      await sql`create index outcome_repository on outcome (repository, seq desc)`.execute(db)
      await sql`
        create table tally (
          repository text not null,
          scope text not null,
          key text not null,
          tally jsonb not null,
          primary key (repository, scope, key)
        )`.execute(db)
    },
  },
  '0002-lessons': {
    up: async (db) => {
      await sql`
        create table shelf (
          shelf text not null,
          repository text not null,
          key text not null,
          seq bigint generated always as identity,
          value jsonb not null,
          primary key (shelf, repository, key)
        )`.execute(db)
      await sql`create index shelf_latest on shelf (shelf, repository, seq desc)`.execute(db)
      // For people who ask over all repositories; changes are many, and nobody asks for them so.
      await sql`create index shelf_newest on shelf (shelf, seq desc) where shelf <> 'case'`.execute(db)
      await sql`create index shelf_error on shelf (key) where shelf = 'error'`.execute(db)
    },
  },
  '0003-baselines': {
    up: async (db) => {
      await sql`
        create table baseline (
          repository text not null,
          what text not null,
          measure text not null,
          state jsonb not null,
          normal jsonb,
          anomaly jsonb,
          primary key (repository, what, measure)
        )`.execute(db)
    },
  },
}
