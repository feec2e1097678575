import type { Migration } from 'kysely/migration'
import { sql } from 'kysely'

const STATEMENTS = [
  `create table epic (
    epic text primary key,
    title text not null,
    repository text,
    issue text,
    by text,
    opened uuid not null,
    opened_ms bigint not null,
    closed jsonb,
    clock_ms bigint not null default 0,
    assessed jsonb
  )`,
  `create index epic_opened on epic (opened)`,
  `create index epic_issue on epic (issue) where issue is not null`,
  `create table epic_link (
    epic text not null,
    subject text not null,
    by text,
    reason text,
    how text not null,
    event uuid not null,
    events jsonb not null,
    gone boolean not null,
    primary key (epic, subject)
  )`,
  `create index epic_link_subject on epic_link (subject)`,
  `create table epic_mention (
    subject text not null,
    name text not null,
    event uuid not null,
    primary key (name, subject)
  )`,
  `create table epic_facts (
    subject text primary key,
    related text[] not null,
    facts jsonb not null
  )`,
  `create index epic_facts_related on epic_facts using gin (related)`,
  `create table epic_trouble (
    change text not null,
    event uuid not null,
    trouble jsonb not null,
    primary key (change, event)
  )`,
  `create table epic_warning (
    change text not null,
    event uuid not null,
    warned jsonb not null,
    primary key (change, event)
  )`,
]

/** The tables of epics. */
export const EPICS: Migration = {
  up: async (db) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}

const ALIKE_STATEMENTS = [
  `create table epic_alike (
    cluster text primary key,
    repository text not null,
    label text not null,
    members text[] not null,
    events uuid[] not null,
    event uuid not null
  )`,
  `create index epic_alike_events on epic_alike using gin (events)`,
  `create index epic_alike_members on epic_alike using gin (members)`,
  `create index epic_trouble_event on epic_trouble (event)`,
  `create index epic_trouble_what on epic_trouble ((trouble->>'what'))`,
]

/** The table of clusters of like problems. */
export const ALIKE: Migration = {
  up: async (db) => {
    for (const statement of ALIKE_STATEMENTS) await sql.raw(statement).execute(db)
  },
}
