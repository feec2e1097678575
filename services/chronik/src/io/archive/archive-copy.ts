import { basename } from 'node:path'
import { type ChainLine, ChainVerifier, listSegments, type LogRow, type Segment } from '@heimgewebe/segments'
import type pg from 'pg'
import { int8Array } from '../append/binary-arrays.js'
import { recordedText } from '../append/insert-events.js'
import { openPacked } from '../segments/open-packed.js'
import type { ArchivePlan, FullPartition } from './plan-archive.js'

/** Rows that are compared and copied at a time. */
const BATCH = 1000

interface Placed {
  readonly line: ChainLine
  readonly place: number
}

/** Something is not as it must be: nothing is archived. The message says what, and where. */
export class ArchiveRefusedError extends Error {
  override readonly name = 'ArchiveRefusedError'
  readonly code = 'archive_refused'
}

const notHeld = (folder: string, position: number): ArchiveRefusedError =>
  new ArchiveRefusedError(`the packed segments of ${folder} do not hold position ${position}`)

/** Table that is to take the place of a partition: its rows with their places, without their bodies. */
export const slimName = ({ name }: FullPartition): string => `${name}_slim`

/**
 * Checks the lines of a range against their chain, from the hash before it on, and against the rows, byte by byte; makes
 * the slim tables beside the log on the way. Returns the hash of the last line. Nothing that anybody reads is changed.
 */
export const copyRange = async (
  client: pg.ClientBase,
  folder: string,
  plan: ArchivePlan,
  previous: string,
  onward: (position: number) => void,
): Promise<string> => {
  for (const partition of plan.partitions) await makeSlim(client, partition)
  const verifier = new ChainVerifier(plan.first - 1, previous)
  let batch: Placed[] = []
  for (const segment of await packedWithin(folder, plan))
    for await (const placed of linesOfRange(segment, plan, verifier)) {
      batch.push(placed)
      const { position } = placed.line
      if (batch.length < BATCH && !plan.partitions.some(({ last }) => last === position)) continue
      await copy(client, plan, batch)
      onward(position)
      batch = []
    }
  if (verifier.position !== plan.last) throw notHeld(folder, verifier.position + 1)
  for (const partition of plan.partitions) await indexSlim(client, partition)
  return verifier.hash
}

const makeSlim = async (client: pg.ClientBase, partition: FullPartition): Promise<void> => {
  const name = slimName(partition)
  await client.query(`drop table if exists ${name}`)
  await client.query(`create table ${name} (like log including defaults)`)
  // NOTE: with this Postgres need not look through the table while it is attached and everybody waits.
  await client.query(
    `alter table ${name} add constraint archived check (position >= ${partition.first} and position <= ${partition.last})`,
  )
}

/** The indexes that the partition has: made of all rows at once, which is quicker, and smaller, than row by row. */
const indexSlim = async (client: pg.ClientBase, partition: FullPartition): Promise<void> => {
  const name = slimName(partition)
  const { rows } = await client.query<{ definition: string; key: boolean }>(
    'select pg_get_indexdef(indexrelid) as definition, indisprimary as key from pg_index where indrelid = $1::regclass',
    [partition.name],
  )
  for (const { definition, key } of rows) {
    const columns = /^CREATE (?:UNIQUE )?INDEX \S+ ON \S+ (USING .*)$/.exec(definition)![1]!
    await client.query(key ? `alter table ${name} add primary key (position)` : `create index on ${name} ${columns}`)
  }
  await client.query(`analyze ${name}`)
}

const packedWithin = async (folder: string, { first, last }: ArchivePlan): Promise<readonly Segment[]> => {
  const all = await listSegments(folder)
  const within = all.filter((one) => one.first <= last && (one.last ?? Infinity) >= first)
  const open = within.find(({ path, last: end }) => end === undefined || !path.endsWith('.gz'))
  if (open) throw new ArchiveRefusedError(`${basename(open.path)} is not packed yet`)
  let next = first
  for (const segment of within) {
    if (segment.first > next) break
    next = Math.max(next, segment.last! + 1)
  }
  if (next <= last) throw notHeld(folder, next)
  return within
}

async function* linesOfRange(segment: Segment, plan: ArchivePlan, verifier: ChainVerifier): AsyncGenerator<Placed> {
  const name = basename(segment.path)
  const file = await openPacked(segment.path).catch((error: unknown) => unreadable(name, error))
  let number = 0
  try {
    for await (const { text, place } of file.lines()) {
      // A segment has no gap, so a line is known by its number; those before the range were checked with theirs.
      const position = segment.first + number++
      if (position < plan.first) continue
      if (position > plan.last) return
      const line = verifier.take(name, number, text)
      const { problem } = verifier
      if (problem)
        throw new ArchiveRefusedError(
          `${problem.file}, line ${problem.line}, position ${problem.position}: ${problem.kind}: ${problem.message}`,
        )
      yield { line: line!, place }
    }
  } catch (error) {
    unreadable(name, error)
  } finally {
    await file.close()
  }
}

/** What is wrong with a file is a refusal; an outage of Postgres is none. */
const unreadable = (name: string, error: unknown): never => {
  if (error instanceof ArchiveRefusedError) throw error
  const message = error instanceof Error ? error.message : String(error)
  throw new ArchiveRefusedError(`${name} cannot be read: ${message}`, { cause: error })
}

const copy = async (client: pg.ClientBase, plan: ArchivePlan, batch: readonly Placed[]): Promise<void> => {
  const [first, last] = [batch[0]!.line.position, batch.at(-1)!.line.position]
  const { rows } = await client.query<LogRow>({
    name: 'archive-rows',
    text: `select position, streamversion, ${recordedText('recorded')} as recorded, body
      from log where position >= $1::bigint and position <= $2::bigint order by position`,
    values: [first, last],
  })
  if (rows.length !== batch.length)
    throw new ArchiveRefusedError(`Postgres holds ${rows.length} of the ${batch.length} positions from ${first} on`)
  for (const [index, row] of rows.entries()) {
    const { line } = batch[index]!
    const same =
      row.position === line.position &&
      row.streamversion === line.streamversion &&
      row.recorded === line.recorded &&
      row.body === line.body
    if (!same)
      throw new ArchiveRefusedError(`position ${row.position} reads otherwise in Postgres than in the segments`)
  }
  const target = plan.partitions.find((one) => one.first <= first && last <= one.last)!
  await client.query(
    `insert into ${slimName(target)}
       (position, id, stream, streamversion, type, time, correlationid, causationid, source, recorded, body, place)
     select position, id, stream, streamversion, type, time, correlationid, causationid, source, recorded, '', p.place
     from log join unnest($3::bigint[], $4::bigint[]) as p(at, place) on position = p.at
     where position >= $1::bigint and position <= $2::bigint order by position`,
    [first, last, int8Array(batch.map(({ line }) => line.position)), int8Array(batch.map(({ place }) => place))],
  )
}
