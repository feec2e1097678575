import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { ADVICE } from './advice/advice-migration.js'
import { COMMANDS } from './commands/command-migration.js'
import { ALIKE, EPICS } from './epics/epic-migration.js'
import { OWNER_POLICY } from './policies/owner-policy-migration.js'
import { PATTERNS } from './learned/pattern-migration.js'
import { TEXTS } from './texts/text-migration.js'
import { UNGUARDED } from './policies/unguarded-migration.js'
import { GIVEN_UP, WHY } from './why/why-migration.js'

/** The schema of heimgeist, step by step. */
export const migrations: Record<string, Migration> = {
  '0001-start': {
    up: async (db) => {
      await sql`
        create table repository (
          repository text primary key,
          clock bigint not null default 0,
          critical jsonb not null default '[]',
          configuration uuid
        )`.execute(db)
      await sql`
        create table change (
          change text primary key,
          repository text not null,
          sha text,
          areas jsonb not null default '[]'
        )`.execute(db)
      await sql`
        create table decision (
          id uuid primary key,
          position bigint not null,
          repository text,
          change text,
          sha text,
          about uuid not null,
          agent text not null,
          act text not null,
          chosen text not null,
          level smallint not null,
          level_reason text not null,
          reasons jsonb not null,
          areas jsonb not null,
          policy text not null,
          time text not null,
          correlation text not null,
          day text not null,
          asked boolean not null
        )`.execute(db)
      await sql`create index decision_latest on decision (position desc, id)`.execute(db)
      await sql`create index decision_change on decision (change, position desc)`.execute(db)
      await sql`create index decision_budget on decision (repository, day, chosen)`.execute(db)
      await sql`create index decision_sha on decision (repository, sha) where chosen = 'warn'`.execute(db)
      await sql`
        create table guard_request (
          id uuid primary key,
          seq bigint generated always as identity,
          repository text not null,
          sha text,
          areas jsonb not null,
          asked boolean not null,
          decision uuid
        )`.execute(db)
      await sql`create index guard_request_sha on guard_request (repository, sha) where not asked`.execute(db)
    },
  },
  '0008-policies': {
    up: async (db) => {
      await sql`
        create table policy (
          repository text not null, rule text not null,
          value jsonb not null,
          primary key (repository, rule)
        )`.execute(db)
    },
  },
  '0002-approvals': {
    up: async (db) => {
      await sql`
        create table alarm (
          name text primary key,
          about uuid not null,
          at bigint not null,
          correlation text not null,
          subject text not null
        )`.execute(db)
      await sql`create index alarm_at on alarm (at)`.execute(db)
      await sql`
        create table wish (
          about uuid primary key,
          agent text not null,
          repository text not null,
          rule text,
          decision uuid not null,
          level smallint not null,
          level_reason text not null,
          level_origin text not null,
          wish jsonb not null,
          state text not null,
          request uuid,
          question jsonb,
          deadline text,
          approval uuid,
          answered_by text,
          action uuid,
          made text,
          result text,
          position bigint not null,
          time text not null,
          correlation text not null
        )`.execute(db)
      await sql`create index wish_request on wish (request) where request is not null`.execute(db)
      await sql`create index wish_action on wish (action) where action is not null`.execute(db)
      await sql`create index wish_made on wish (made) where made is not null`.execute(db)
      await sql`create index wish_decision on wish (decision)`.execute(db)
      await sql`create index wish_latest on wish (position desc)`.execute(db)
      await sql`create index wish_open on wish (repository, rule) where state in ('wanted', 'open')`.execute(db)
      await sql`
        create table level (
          agent text not null,
          act text not null,
          repository text not null,
          level smallint not null,
          reason text not null,
          by text not null,
          event uuid not null,
          primary key (agent, act, repository)
        )`.execute(db)
      await sql`
        create table act_record (
          agent text not null,
          repository text not null,
          good integer not null,
          events jsonb not null,
          primary key (agent, repository)
        )`.execute(db)
    },
  },
  '0003-agents': {
    up: async (db) => {
      await sql`
        create table agent (
          agent text primary key,
          version integer not null,
          enabled boolean not null,
          definition jsonb not null,
          read jsonb not null,
          sha256 text not null,
          registered uuid not null,
          registered_at text not null,
          by text,
          removed boolean not null
        )`.execute(db)
      await sql`
        create table firing (
          agent text not null,
          trigger uuid not null,
          repository text not null,
          change text,
          day text not null,
          position bigint not null,
          requests jsonb not null,
          results jsonb not null,
          escalate_to text,
          report uuid,
          outcome text,
          feedback text,
          primary key (agent, trigger)
        )`.execute(db)
      await sql`create index firing_day on firing (repository, day)`.execute(db)
      await sql`create index firing_report on firing (report) where report is not null`.execute(db)
      await sql`create index firing_requests on firing using gin (requests jsonb_path_ops)`.execute(db)
    },
  },
  // The tables of @langchain/langgraph-checkpoint-postgres as of its fifth migration. They are made here because its own
  // setup commits step by step, and because a rebuild empties all tables of the service, the count of its steps too.
  '0004-loop': {
    up: async (db) => {
      await sql`
        create table checkpoints (
          thread_id text not null,
          checkpoint_ns text not null default '',
          checkpoint_id text not null,
          parent_checkpoint_id text,
          type text,
          checkpoint jsonb not null,
          metadata jsonb not null default '{}',
          primary key (thread_id, checkpoint_ns, checkpoint_id)
        )`.execute(db)
      await sql`
        create table checkpoint_blobs (
          thread_id text not null,
          checkpoint_ns text not null default '',
          channel text not null,
          version text not null,
          type text not null,
          blob bytea,
          primary key (thread_id, checkpoint_ns, channel, version)
        )`.execute(db)
      await sql`
        create table checkpoint_writes (
          thread_id text not null,
          checkpoint_ns text not null default '',
          checkpoint_id text not null,
          task_id text not null,
          idx integer not null,
          channel text not null,
          type text,
          blob bytea not null,
          primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
        )`.execute(db)
    },
  },
  '0005-inputs': {
    up: async (db) => {
      await sql`
        create table decision_input (
          about uuid not null,
          kind text not null,
          position bigint not null,
          time text not null,
          repository text not null,
          day text not null,
          event jsonb not null,
          known jsonb not null,
          primary key (about, kind)
        )`.execute(db)
      await sql`create index decision_input_order on decision_input (position)`.execute(db)
    },
  },
  '0009-failures': {
    up: async (db) => {
      await sql`alter table change add column open boolean`.execute(db)
      await sql`create index change_head on change (repository, sha) where open`.execute(db)
      await sql`alter table repository add column branch text`.execute(db)
      await sql`
        create table failing (
          change text primary key,
          repository text not null,
          sha text not null,
          runs jsonb not null,
          about uuid not null,
          cause jsonb not null,
          state text not null,
          streak integer not null
        )`.execute(db)
      await sql`create index failing_about on failing (about)`.execute(db)
      await sql`
        create table trunk_run (
          repository text not null,
          what text not null,
          event uuid not null,
          failed boolean not null,
          fingerprints jsonb not null,
          primary key (repository, what)
        )`.execute(db)
      await sql`
        create table lesson (
          repository text not null,
          pattern text not null,
          fingerprint text not null,
          kind text not null,
          statement text not null,
          event uuid not null,
          primary key (repository, pattern)
        )`.execute(db)
      await sql`create index lesson_error on lesson (repository, fingerprint)`.execute(db)
      await sql`
        create table guide (
          repository text not null,
          rule text not null,
          kind text not null,
          name text not null,
          areas jsonb not null,
          enacted uuid not null,
          primary key (repository, rule)
        )`.execute(db)
    },
  },
  '0020-owner-policy': OWNER_POLICY,
  '0011-undo': {
    up: async (db) => {
      await sql`
        create table undo (
          request uuid primary key,
          repository text not null,
          done text not null, act text not null,
          arguments jsonb not null
        )`.execute(db)
    },
  },
  '0022-texts': TEXTS,
  '0012-epics': EPICS,
  '0021-epic-alike': ALIKE,
  '0022-why': WHY,
  '0023-given-up': GIVEN_UP,
  '0024-patterns': PATTERNS,
  '0025-commands': COMMANDS,
  '0026-advice': ADVICE,
  '0027-unguarded': UNGUARDED,
}
