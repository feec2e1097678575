import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { FILL_PLACES } from './imports/fill-places.js'
import { partitionName } from './partitions.js'

/** chronik's tables: the log itself, its sequencer, and the list of parked events. */
export const migrations: Record<string, Migration> = {
  '0001-log': {
    up: async (db) => {
      // NOTE: body is text, not jsonb: what is queried has its own column, the rest is stored as it came, at twice the rate.
      await sql`
        create table log (
          position bigint primary key,
          id uuid not null,
          stream text not null,
          streamversion integer not null,
          type text not null,
          time timestamptz not null,
          correlationid text not null,
          causationid text,
          source text not null,
          recorded timestamptz not null default now(),
          body text not null,
          constraint log_id unique (id),
          constraint log_stream unique (stream, streamversion)
        )`.execute(db)
      await sql`create index log_type on log (type, position)`.execute(db)
      await sql`create index log_correlation on log (correlationid, position)`.execute(db)
      await sql`create index log_causation on log (causationid) where causationid is not null`.execute(db)
      await sql`create index log_time on log using brin (time)`.execute(db)
      // One row: whoever moves it owns the next positions. The log has no gaps because both move in one commit.
      await sql`create table sequencer (one boolean primary key default true check (one), next bigint not null)`.execute(
        db,
      )
      await sql`insert into sequencer (next) values (1)`.execute(db)
    },
  },
  '0002-parked': {
    up: async (db) => {
      await sql`
        create table parked_event (
          consumer text not null,
          event_id uuid not null,
          event_type text not null,
          event_position bigint not null,
          reason text not null,
          code text not null,
          tries integer not null,
          state text not null check (state in ('parked', 'released', 'discarded')),
          since timestamptz not null,
          primary key (consumer, event_id)
        )`.execute(db)
    },
  },
  // NOTE: the partitions themselves are made by `Partitions`, ahead of the log: their size is a setting.
  '0004-partitioned': {
    up: async (db) => {
      await sql`alter table log rename to log_before`.execute(db)
      for (const name of ['log_pkey', 'log_type', 'log_correlation', 'log_causation', 'log_time'])
        await sql`alter index ${sql.id(name)} rename to ${sql.id(`${name}_before`)}`.execute(db)
      await sql`alter table log_before drop constraint log_id, drop constraint log_stream`.execute(db)
      await sql`
        create table log (like log_before including defaults, constraint log_pkey primary key (position))
        partition by range (position)`.execute(db)
      // NOTE: by position, not by version: a stream is read within the positions of its head, and where two indexes could
      // serve, Postgres took that of all positions as soon as it had statistics, at a hundred times the price.
      await sql`create index log_stream on log (stream, position, streamversion)`.execute(db)
      await sql`create index log_type on log (type, position)`.execute(db)
      await sql`create index log_correlation on log (correlationid, position)`.execute(db)
      await sql`create index log_causation on log (causationid) where causationid is not null`.execute(db)
      await sql`create index log_time on log using brin (time)`.execute(db)
      // What must be unique in the whole log stands in tables of its own: a partition knows only itself.
      await sql`create table event_position (id uuid primary key, position bigint not null)`.execute(db)
      await sql`
        create table stream_head (
          stream text primary key,
          version integer not null,
          previous integer not null,
          first_position bigint not null,
          last_position bigint not null
        ) with (fillfactor = 80)`.execute(db)
      const { rows } = await sql<{ next: number }>`select next from sequencer`.execute(db)
      const next = Number(rows[0]!.next)
      if (next === 1) await sql`drop table log_before`.execute(db)
      else await keep(db, next)
    },
  },
}

/** The table of a log that is there already becomes the first partition. */
const keep = async (db: Kysely<unknown>, next: number): Promise<void> => {
  await sql`alter table log_before rename to ${sql.id(partitionName(1))}`.execute(db)
  await sql`alter table log attach partition ${sql.id(partitionName(1))} for values from (1) to (${sql.lit(next)})`.execute(
    db,
  )
  for (const text of FILL_PLACES) await sql.raw(text).execute(db)
}
