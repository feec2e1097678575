import { type Kysely, sql } from 'kysely'
import type { ViewBuffer } from './view-buffer.js'

/** Writes a buffer to the tables of the view: one statement a table, whatever the number of events. */
export const writeView = async (db: Kysely<unknown>, buffer: ViewBuffer): Promise<void> => {
  await into(db, MOMENTS, buffer.moments)
  await into(db, CHANGES, [...buffer.changes.values()])
  await into(db, REPOSITORIES, [...buffer.repositories.values()])
  await into(db, INCIDENTS, [...buffer.incidents.values()])
  await into(db, RESOLVED, [...buffer.resolved.values()])
  await into(db, UNPARKED, [...buffer.unparked.values()])
  await into(db, PARKED, [...buffer.parked.values()])
}

const into = async (
  db: Kysely<unknown>,
  [before, after]: readonly [string, string],
  rows: readonly object[],
): Promise<void> => {
  if (rows.length === 0) return
  await sql`${sql.raw(before)}(${storable(rows)}::jsonb)${sql.raw(after)}`.execute(db)
}

const UNSTORABLE = /\\u(0000|d[89a-f])/i

/** JSON that Postgres takes: it refuses NUL and half characters, which a title may well hold. */
const storable = (rows: readonly object[]): string => {
  const json = JSON.stringify(rows)
  if (!UNSTORABLE.test(json)) return json
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\ufffd').toWellFormed() : value,
  )
}

/** `insert into table select columns from the rows`, as the text before and after the parameter. */
const upsert = (table: string, columns: string, rest: string): readonly [string, string] => {
  const names = columns.split(', ').map((column) => column.split(' ')[0])
  return [
    `insert into ${table} (${names.join(', ')}) select ${names.join(', ')} from jsonb_to_recordset`,
    ` as rows(${columns}) ${rest}`,
  ]
}

const keep = (table: string, columns: readonly string[]): string =>
  columns.map((column) => `${column} = coalesce(excluded.${column}, ${table}.${column})`).join(', ')

const MOMENTS = upsert(
  'moments',
  'position bigint, id uuid, type text, subject text, repository text, change text, time timestamptz, notable boolean, line text, parts jsonb, detail jsonb, correlationid text, causationid text, incidents text[]',
  'on conflict (position) do nothing',
)

const CHANGE_FIELDS = [
  'title',
  'author',
  'number',
  'sha',
  'branch',
  'base_branch',
  'state',
  'draft',
  'url',
  'added',
  'deleted',
  'files',
  'changed_at',
  'landed',
  'merge_sha',
  'percentile',
  'risk',
]
const CHANGES = upsert(
  'changes',
  'subject text, repository text, kind text, title text, author text, number integer, sha text, branch text, base_branch text, state text, draft boolean, url text, added integer, deleted integer, files integer, changed_at timestamptz, landed boolean, merge_sha text, percentile real, risk jsonb, position bigint',
  `on conflict (subject) do update set ${keep('changes', CHANGE_FIELDS)}, position = excluded.position`,
)

const REPOSITORY_FIELDS = ['location', 'default_branch', 'shallow', 'registered_at', 'imported', 'configuration']
const REPOSITORIES = upsert(
  'repositories',
  'repository text, location text, default_branch text, shallow boolean, registered_at timestamptz, commits integer, imported jsonb, configuration jsonb, last_at timestamptz',
  `on conflict (repository) do update set ${keep('repositories', REPOSITORY_FIELDS)}, commits = repositories.commits + excluded.commits, last_at = greatest(repositories.last_at, excluded.last_at)`,
)

const INCIDENTS = upsert(
  'incidents',
  'subject text, event uuid, title text, severity text, service text, repository text, detected_at timestamptz',
  `on conflict (subject) do update set ${keep('incidents', ['event', 'title', 'severity', 'service', 'repository', 'detected_at'])},
    resolved_at = case when incidents.resolved_at >= excluded.detected_at then incidents.resolved_at end,
    resolution = case when incidents.resolved_at >= excluded.detected_at then incidents.resolution end`,
)
const RESOLVED = [
  `insert into incidents (subject, resolution, title, repository, resolved_at)
    select subject, event, title, repository, at from jsonb_to_recordset`,
  ` as rows(subject text, event uuid, title text, repository text, at timestamptz)
    on conflict (subject) do update set resolution = excluded.resolution, resolved_at = excluded.resolved_at,
      title = coalesce(incidents.title, excluded.title), repository = coalesce(incidents.repository, excluded.repository)`,
] as const

const PARKED = upsert(
  'parked',
  'event uuid, consumer text, event_type text, event_position bigint, reason text, tries integer, parked_by uuid, parked_at timestamptz',
  'on conflict (event, consumer) do update set reason = excluded.reason, tries = excluded.tries, parked_by = excluded.parked_by, parked_at = excluded.parked_at',
)
const UNPARKED = [
  'delete from parked using jsonb_to_recordset',
  ' as rows(event uuid, consumer text) where parked.event = rows.event and parked.consumer = rows.consumer',
] as const
