import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Tables of the importer: what is watched, how far it was read, and which pull requests were seen. */
export const repositoryMigrations: Record<string, Migration> = {
  '0003-repositories': {
    up: async (db) => {
      await sql`
        create table watched_repository (
          location text primary key,
          wanted text,
          repository text unique,
          known jsonb,
          round jsonb,
          done integer not null default 0,
          last_sha text,
          total integer not null default 0,
          pull_requests integer not null default 0,
          landed jsonb not null default '{}',
          watched_at timestamptz not null
        )`.execute(db)
      await sql`
        create table merged_pull_request (
          repository text not null,
          number integer not null,
          sha text not null,
          primary key (repository, number)
        )`.execute(db)
    },
  },
  '0050-proposals': {
    up: async (db) => {
      await sql`
        create table wanted_proposal (
          subject text primary key,
          repository text not null,
          head text not null,
          event uuid not null,
          correlation text not null,
          told_at timestamptz not null,
          data jsonb not null,
          tries integer not null default 0,
          next_at timestamptz not null default now()
        )`.execute(db)
      await sql`create index wanted_proposal_next on wanted_proposal (repository, next_at)`.execute(db)
      await sql`create index wanted_proposal_age on wanted_proposal (told_at)`.execute(db)
    },
  },
}
