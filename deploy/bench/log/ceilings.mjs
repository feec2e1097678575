// What the database itself can do with the same rows: a plain log table with the indexes that a log needs.
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'

const TABLE = `
  create table log (
    position bigint primary key, id uuid not null unique, stream text not null, streamversion integer not null,
    type text not null, time timestamptz not null, correlationid text not null, causationid text, source text not null,
    recorded timestamptz not null default now(), body text not null, unique (stream, streamversion));
  create index on log (type, position);
  create index on log (correlationid, position);
  create index on log (causationid) where causationid is not null;
  create index on log using brin (time)`

const ONE = `insert into log (position, id, stream, streamversion, type, time, correlationid, causationid, source, body)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
const MANY = `insert into log (position, id, stream, streamversion, type, time, correlationid, causationid, source, body)
  select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[])`

export const openCeilings = async (url, copyStreams, product) => {
  const pool = new pg.Pool({ connectionString: url, max: 32 }).on('error', () => undefined)
  await pool.query(TABLE)
  let position = 0
  const versions = new Map()
  const rowOf = (draft) => {
    const event = product.complete(draft, 'urn:bench', new Date())
    const version = (versions.get(event.subject) ?? 0) + 1
    versions.set(event.subject, version)
    return [
      ++position,
      event.id,
      event.subject,
      version,
      event.type,
      event.time,
      event.correlationid,
      null,
      event.source,
      JSON.stringify(event),
    ]
  }
  return {
    async one(draft) {
      await pool.query({ name: 'one', text: ONE, values: rowOf(draft) })
      return 1
    },
    async many(drafts) {
      const rows = drafts.map(rowOf)
      const values = ARRAYS.map((encode, column) => product[encode](rows.map((row) => row[column])))
      await pool.query({ name: 'many', text: MANY, values })
      return rows.length
    },
    async copyIn(drafts) {
      const client = await pool.connect()
      try {
        const text = drafts.map((draft) => `${rowOf(draft).map(escaped).join('\t')}\n`).join('')
        const columns = 'position, id, stream, streamversion, type, time, correlationid, causationid, source, body'
        await pipeline(Readable.from([text]), client.query(copyStreams.from(`copy log (${columns}) from stdin`)))
        return drafts.length
      } finally {
        client.release()
      }
    },
    /** Bytes thrown away as they come: nothing is faster out of this database. */
    async copyOut() {
      const client = await pool.connect()
      try {
        const out = client.query(
          copyStreams.to(
            'copy (select position, streamversion, body from log order by position) to stdout (format binary)',
          ),
        )
        await pipeline(out, new Writable({ write: (_chunk, _encoding, done) => done() }))
        return position
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

const ARRAYS = [
  'int8Array',
  'uuidArray',
  'textArray',
  'int4Array',
  'textArray',
  'timestamptzArray',
  'textArray',
  'textArray',
  'textArray',
  'textArray',
]

const escaped = (value) =>
  value === null
    ? '\\N'
    : String(value).replace(/[\\\n\r\t]/g, (c) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c])
