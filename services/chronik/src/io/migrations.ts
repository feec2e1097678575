import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

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
}
