import type { CloudEvent } from '@heimgewebe/contracts'
import { type ChainLine, readChain } from '@heimgewebe/segments'
import type pg from 'pg'
import { int4Array, int8Array, textArray, timestamptzArray, uuidArray } from '../append/binary-arrays.js'
import { FILL_PLACES } from '../imports/fill-places.js'
import type { Partitions } from '../partitions.js'

/** Rows of one insert. */
const BATCH = 1000

/** What became of a restore. */
export type Restored =
  | { readonly ok: true; readonly position: number; readonly hash: string }
  | { readonly ok: false; readonly code: 'not_empty' | 'broken_chain'; readonly message: string }

/**
 * Fills an empty log from segments: the same positions, versions, times and bytes. One transaction: the log is there whole
 * when every line of the chain was right, else nothing is. Appends wait for it at the sequencer.
 */
export const restoreLog = async (pool: pg.Pool, partitions: Partitions, from: string): Promise<Restored> => {
  const client = await pool.connect()
  let done = false
  try {
    await client.query('begin')
    const { rows } = await client.query<{ next: number }>('select next from sequencer for update')
    const held = rows[0]!.next - 1
    if (held > 0)
      return { ok: false, code: 'not_empty', message: `the log holds ${held} events; only an empty one is restored` }
    let batch: ChainLine[] = []
    const report = await readChain(from, (line) => {
      if (batch.push(line) < BATCH) return undefined
      const full = batch
      batch = []
      return insert(client, partitions, full)
    })
    const { problem } = report
    if (problem)
      return {
        ok: false,
        code: 'broken_chain',
        message: `${problem.file}, line ${problem.line}, position ${problem.position}: ${problem.kind}: ${problem.message}`,
      }
    if (batch.length > 0) await insert(client, partitions, batch)
    for (const text of FILL_PLACES) await client.query(text)
    await client.query('update sequencer set next = $1', [report.position + 1])
    await client.query('commit')
    done = true
    return { ok: true, position: report.position, hash: report.hash }
  } finally {
    if (!done) {
      await client.query('rollback').catch(() => undefined)
      partitions.forget()
    }
    client.release()
  }
}

const insert = async (client: pg.PoolClient, partitions: Partitions, lines: readonly ChainLine[]): Promise<void> => {
  await partitions.reserveIn(client, lines.at(-1)!.position)
  const events = lines.map((line) => JSON.parse(line.body) as CloudEvent)
  await client.query({
    name: 'restore',
    text: INSERT,
    values: [
      int8Array(lines.map((line) => line.position)),
      uuidArray(events.map((event) => event.id)),
      textArray(events.map((event) => event.subject)),
      int4Array(lines.map((line) => line.streamversion)),
      textArray(events.map((event) => event.type)),
      timestamptzArray(events.map((event) => event.time)),
      textArray(events.map((event) => event.correlationid)),
      textArray(events.map((event) => event.causationid ?? null)),
      textArray(events.map((event) => event.source)),
      textArray(lines.map((line) => line.body)),
      textArray(lines.map((line) => line.recorded)),
    ],
  })
}

const INSERT = `
  insert into log (position, id, stream, streamversion, type, time, correlationid, causationid, source, body, recorded)
  select e.position, e.id, e.stream, e.streamversion, e.type, e.time, e.correlationid, e.causationid, e.source, e.body, e.recorded::timestamptz
  from unnest($1::bigint[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
    as e(position, id, stream, streamversion, type, time, correlationid, causationid, source, body, recorded)`
