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
}
