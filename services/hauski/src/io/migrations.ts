import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Steps of the read model's tables, in the order of their names. */
export const migrations: Record<string, Migration> = {
  '0001-actions': {
    up: async (db: Kysely<unknown>) => {
      await sql`
        create table known_repository (
          repository text primary key,
          location text not null,
          default_branch text not null
        )`.execute(db)
      await sql`
        create table approval_request (
          request uuid primary key,
          deadline text not null,
          content_sha256 text
        )`.execute(db)
      await sql`
        create table approval (
          request uuid primary key,
          answer uuid not null unique,
          option text not null,
          content_sha256 text,
          answered_at text not null
        )`.execute(db)
      await sql`create table switch (one boolean primary key default true check (one), stopped boolean not null)`.execute(
        db,
      )
      await sql`
        create table action (
          request uuid primary key,
          repository text not null,
          change text,
          act text not null,
          approval uuid,
          requested_at text not null,
          position bigint not null,
          event jsonb not null,
          finished_at text,
          result jsonb
        )`.execute(db)
      await sql`create index action_latest on action (position desc)`.execute(db)
      await sql`create index action_repository on action (repository, position desc)`.execute(db)
      await sql`create index action_approval on action (approval) where approval is not null`.execute(db)
    },
  },
  '0005-messages': {
    up: async (db: Kysely<unknown>) => {
      await sql`
        create table message (
          about uuid primary key,
          repository text,
          change text,
          title text not null,
          reasons jsonb not null,
          options jsonb not null,
          deadline text,
          request uuid
        )`.execute(db)
      await sql`create index message_request on message (request) where request is not null`.execute(db)
    },
  },
  '0006-answers': {
    up: async (db: Kysely<unknown>) => {
      // An answer that does not count must not take the place of the one that does.
      await sql`alter table approval drop constraint approval_pkey, drop constraint approval_answer_key`.execute(db)
      await sql`alter table approval add primary key (answer)`.execute(db)
      await sql`create index approval_of on approval (request)`.execute(db)
    },
  },
}
