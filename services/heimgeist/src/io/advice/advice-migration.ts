import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const STATEMENTS = [
  `alter table pattern add column told jsonb`,
  `alter table guide add column pattern text, add column path text`,
  `alter table decision add column apart boolean not null default false`,
  `create index epic_alike_repository on epic_alike (repository, event)`,
  `create table rule_offer (
    proposal uuid primary key,
    pattern text,
    path text
  )`,
  `create table proposal_text (
    change text primary key,
    at bigint not null,
    text text not null
  )`,
  `create table advice (
    change text not null,
    kind text not null,
    key text not null,
    repository text not null,
    given jsonb not null,
    said boolean not null,
    decision uuid not null,
    position bigint not null,
    time text not null,
    ended text,
    ended_by uuid,
    primary key (change, kind, key)
  )`,
  `create index advice_key on advice (repository, kind, key)`,
  `create index advice_latest on advice (position desc)`,
]

/** What was learned, as far as it can be recommended, and what was recommended. */
export const ADVICE: Migration = {
  up: async (db) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
