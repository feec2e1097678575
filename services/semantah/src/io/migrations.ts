import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Tables of semantah. The graph itself is in the graph store. */
export const migrations: Record<string, Migration> = {
  '0001-start': {
    up: async (db) => {
      await db.schema
        .createTable('area_list')
        .addColumn('repository', 'text', (column) => column.primaryKey())
        .addColumn('areas', 'jsonb', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('graph_place')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('position', 'bigint', (column) => column.notNull())
        .execute()
    },
  },
  '0002-root-commit': {
    up: async (db) => {
      await db.schema
        .createTable('root_commit')
        .addColumn('sha', 'text', (column) => column.primaryKey())
        .addColumn('repository', 'text', (column) => column.notNull())
        .execute()
    },
  },
  '0003-code-symbols': {
    up: async (db) => {
      await db.schema
        .createTable('code_symbols')
        .addColumn('repository', 'text', (column) => column.notNull())
        .addColumn('path', 'text', (column) => column.notNull())
        .addColumn('symbols', 'jsonb', (column) => column.notNull())
        .addPrimaryKeyConstraint('code_symbols_key', ['repository', 'path'])
        .execute()
    },
  },
  '0004-memory': {
    up: async (db) => {
      await sql`
        create table known_repository (repository text primary key, location text not null, branch text not null)`.execute(
        db,
      )
      await sql`
        create table note (
          id uuid primary key,
          job text not null,
          type text not null,
          title text not null,
          body text not null,
          tags jsonb not null,
          importance real not null,
          at text not null,
          bytes integer not null,
          archived boolean not null,
          position bigint not null
        )`.execute(db)
      await sql`create index note_active on note (job, position) where not archived`.execute(db)
      await sql`
        create table summary (
          id uuid primary key,
          job text not null,
          step text not null,
          role text not null,
          summary text not null,
          position bigint not null
        )`.execute(db)
      await sql`create index summary_job on summary (job, position desc)`.execute(db)
      await sql`
        create table context_metric (
          job text not null,
          step text not null,
          at timestamptz not null,
          diagnostics jsonb not null
        )`.execute(db)
      await sql`create index context_metric_step on context_metric (job, step, at desc)`.execute(db)
    },
  },
  '0005-clusters': {
    up: async (db) => {
      await sql`
        create table problem (
          repository text not null,
          kind text not null,
          subject text not null,
          position bigint not null,
          event uuid not null,
          at_ms bigint not null,
          words text not null,
          primary key (repository, kind, subject)
        )`.execute(db)
      await sql`create index problem_latest on problem (repository, kind, position desc)`.execute(db)
      await sql`
        create table problem_cluster (
          cluster text primary key,
          repository text not null,
          kind text not null,
          founded bigint not null,
          told integer not null,
          members jsonb not null,
          subjects text[] not null
        )`.execute(db)
      await sql`create index problem_cluster_subjects on problem_cluster using gin (subjects)`.execute(db)
      await sql`create table repository_clock (repository text primary key, at_ms bigint not null)`.execute(db)
    },
  },
}
