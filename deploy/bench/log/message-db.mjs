// message-db, installed from its own SQL files. Batches in one transaction on one connection, which is its fastest form.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** The order of its install script. */
const FILES = [
  'schema/message-store.sql',
  'extensions/pgcrypto.sql',
  'tables/messages.sql',
  'types/message.sql',
  ...['message-store-version', 'hash-64', 'acquire-lock', 'category', 'is-category', 'id', 'cardinal-id'].map(
    functionFile,
  ),
  ...['stream-version', 'write-message', 'get-stream-messages', 'get-category-messages', 'get-last-stream-message'].map(
    functionFile,
  ),
  'indexes/messages-id.sql',
  'indexes/messages-stream.sql',
  'indexes/messages-category.sql',
]

const WRITE = 'select message_store.write_message($1, $2, $3, $4::jsonb, $5::jsonb)'

export const openMessageDb = async (url, folder, product) => {
  const pool = new pg.Pool({ connectionString: url, max: 32, options: '-c search_path=message_store,public' }).on(
    'error',
    () => undefined,
  )
  for (const file of FILES) await pool.query(await readFile(join(folder, 'database', file), 'utf8'))
  const valuesOf = (draft, stream) => [
    product.newId(),
    stream,
    draft.type,
    JSON.stringify(draft.data),
    JSON.stringify({ source: 'urn:bench', correlationid: draft.subject, partitionkey: draft.data.repository }),
  ]
  /** One category for all, or one for each change: its writes take a lock for each category. */
  const streamOf = (draft, many) =>
    many ? `${draft.subject.replaceAll('-', '_')}-1` : `pr-${draft.subject.replaceAll('-', '_')}`
  return {
    async one(draft, many) {
      await pool.query({ name: 'write', text: WRITE, values: valuesOf(draft, streamOf(draft, many)) })
      return 1
    },
    async batch(drafts) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const stream = streamOf(drafts[0], true)
        // NOTE: sent one behind the other without waiting: pg queues them, so that no round trip stands still.
        await Promise.all(
          drafts.map((draft) => client.query({ name: 'write', text: WRITE, values: valuesOf(draft, stream) })),
        )
        await client.query('commit')
        return drafts.length
      } finally {
        client.release()
      }
    },
    async read(stream, size) {
      const { rows } = await pool.query({
        name: 'read',
        text: 'select * from message_store.get_stream_messages($1, 0, $2)',
        values: [`${stream}-1`, size],
      })
      for (const row of rows) row.data = JSON.parse(row.data)
      return rows.length
    },
    close: () => pool.end(),
  }
}

function functionFile(name) {
  return `functions/${name}.sql`
}
