import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const START = [
  // One row a change. `risk` is the latest judgement; `position` the last event that changed the row.
  `create table changes (
    subject text primary key, repository text not null, kind text not null, title text, author text, number integer,
    sha text, branch text, base_branch text, state text, draft boolean, url text, added integer, deleted integer,
    files integer, changed_at timestamptz, landed boolean, merge_sha text, percentile real, risk jsonb,
    position bigint not null)`,
  `create index changes_recent on changes (changed_at desc) where percentile is not null`,
  `create index changes_recent_of on changes (repository, changed_at desc) where percentile is not null`,
  `create index changes_judged on changes (repository) where kind = 'commit' and percentile is not null`,
  `create index changes_open on changes (repository, percentile desc) where state = 'open'`,
  `create index changes_merge on changes (repository, merge_sha) where merge_sha is not null`,
  // One row an event: what the lists and the timelines show of it.
  `create table moments (
    position bigint primary key, id uuid not null, type text not null, subject text not null, repository text,
    change text, time timestamptz not null, notable boolean not null, line text not null, parts jsonb not null,
    detail jsonb, correlationid text not null, causationid text)`,
  `create index moments_id on moments (id)`,
  `create index moments_change on moments (change, position) where change is not null`,
  `create index moments_story on moments (repository, position) where notable`,
  `create index moments_chain on moments (correlationid, position)`,
  `create index moments_type on moments (type, position)`,
  `create table repositories (
    repository text primary key, location text, default_branch text, shallow boolean, registered_at timestamptz,
    commits integer not null default 0, imported jsonb, configuration jsonb,
    last_at timestamptz)`,
  `create table incidents (
    subject text primary key, event uuid not null, title text not null, severity text not null, repository text,
    detected_at timestamptz not null, resolved_at timestamptz)`,
  `create table parked (
    event uuid not null, consumer text not null, event_type text not null, event_position bigint not null,
    reason text not null, tries integer not null, parked_by uuid not null, parked_at timestamptz not null,
    primary key (event, consumer))`,
]

const ROOMS = [
  `alter table moments add column incidents text[]`,
  `create index moments_incidents on moments using gin (incidents) where incidents is not null`,
  `create index moments_time on moments (time)`,
  // What people say of an event, and what they are asked about it: few, and looked up by what they are about.
  `create index moments_about on moments ((coalesce(detail->>'about', detail->>'request')))
    where type in ('feedback.given.v1', 'approval.requested.v1', 'approval.given.v1', 'approval.closed.v1')`,
  `alter table incidents add column service text, add column resolution uuid, alter column event drop not null,
    alter column title drop not null, alter column severity drop not null, alter column detected_at drop not null`,
  `create index incidents_detected on incidents (detected_at)`,
  // NOTE: what rooms are made of was not kept before, so the view is read anew from the log. It acts on nothing.
  `truncate changes, moments, repositories, incidents, parked, mesh_inbox`,
  `update mesh_cursor set rebuild_until = greatest(position, rebuild_until), position = 0`,
]

/** Tables of the view, in the schema of this service. */
export const migrations: Record<string, Migration> = {
  '0001-start': {
    up: async (db) => {
      for (const statement of START) await sql.raw(statement).execute(db)
    },
  },
  '0002-rooms': {
    up: async (db) => {
      for (const statement of ROOMS) await sql.raw(statement).execute(db)
    },
  },
}
