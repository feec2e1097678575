import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

/** The tables that the mesh keeps in the schema of every service. */
const mesh: Record<string, Migration> = {
  '0000-mesh': {
    up: async (db) => {
      await sql`
        create table mesh_cursor (
          one boolean primary key default true check (one),
          position bigint not null,
          rebuild_until bigint not null
        )`.execute(db)
      await sql`insert into mesh_cursor (position, rebuild_until) values (0, 0)`.execute(db)
      await sql`create table mesh_inbox (event_id uuid primary key, position bigint not null)`.execute(db)
      await sql`
        create table mesh_outbox (
          id bigint generated always as identity primary key,
          events text not null
        )`.execute(db)
      await sql`
        create table mesh_parked (
          event_id uuid primary key,
          event text not null,
          reason text not null,
          code text not null,
          tries integer not null,
          parked_at timestamptz not null default now()
        )`.execute(db)
      await sql`
        create table mesh_act (
          event_id uuid primary key,
          event text not null,
          state text not null check (state in ('waiting', 'running', 'done')),
          position bigint not null
        )`.execute(db)
      await sql`create index mesh_act_open on mesh_act (position) where state <> 'done'`.execute(db)
    },
  },
  '0000-mesh-switch': {
    up: async (db) => {
      await sql`
        create table mesh_switch (
          one boolean primary key default true check (one),
          stopped boolean not null,
          position bigint not null
        )`.execute(db)
    },
  },
  '0000-mesh-unsettled': {
    up: async (db) => {
      await sql`alter table mesh_cursor add column history_until bigint not null default 0`.execute(db)
      await sql`alter table mesh_act drop constraint mesh_act_state_check`.execute(db)
      await sql`alter table mesh_act add check (state in ('heard', 'waiting', 'running', 'done'))`.execute(db)
      await sql`create table mesh_try (event_id uuid primary key, tries integer not null)`.execute(db)
    },
  },
  '0000-mesh-waiting': {
    up: async (db) => {
      await sql`alter table mesh_act add column type text not null default '', add column lane text`.execute(db)
      await sql`update mesh_act set type = event::jsonb->>'type' where state <> 'done'`.execute(db)
    },
  },
}

/** Brings the schema of a service up to date: the mesh's own tables, then the service's. Safe with several starting at once. */
export const migrate = async (db: Kysely<unknown>, schema: string, own: Record<string, Migration>): Promise<void> => {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...mesh, ...own }) },
    migrationTableSchema: schema,
    allowUnorderedMigrations: true,
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error })
}
