import type { CloudEvent } from '@heimgewebe/contracts'
import type pg from 'pg'
import { Partitions } from '../partitions.js'
import type { ArchivePlan, FullPartition } from './plan-archive.js'

/** A range that is announced or about to be: it will be archived, whatever happens meanwhile. */
export interface Mark {
  readonly first: number
  readonly last: number
  /** Hash of the last line. */
  readonly hash: string
  /** The announcement, the same at every try. */
  readonly event: CloudEvent
}

/** What Postgres knows about the archive. */
export class ArchiveMarks {
  constructor(private readonly pool: pg.Pool) {}

  /** How far the log is archived, and the hash of that line; undefined where nothing is. */
  async archived(): Promise<{ position: number; hash: string | undefined }> {
    const { rows } = await this.pool.query<{ position: number; hash: string }>(
      'select last_position as position, hash from archived_range where done order by last_position desc limit 1',
    )
    return rows[0] ?? { position: 0, hash: undefined }
  }

  /** A range that was marked and is not done. */
  async pending(): Promise<Mark | undefined> {
    const { rows } = await this.pool.query<Omit<Mark, 'event'> & { event: string }>(
      'select first_position as first, last_position as last, hash, event from archived_range where not done',
    )
    return rows[0] && { ...rows[0], event: JSON.parse(rows[0].event) as CloudEvent }
  }

  async put(mark: Mark): Promise<Mark> {
    await this.pool.query(
      'insert into archived_range (first_position, last_position, hash, event) values ($1, $2, $3, $4)',
      [mark.first, mark.last, mark.hash, JSON.stringify(mark.event)],
    )
    return mark
  }

  /** Partitions behind a position that are full, oldest first. */
  async fullPartitions(after: number): Promise<FullPartition[]> {
    const all = await Partitions.all(this.pool)
    const head = await this.pool.query<{ next: number }>('select next from sequencer')
    const full = all.filter(({ first, last }) => first > after && last < head.rows[0]!.next)
    const { rows } = await this.pool.query<{ name: string; ms: number; bytes: number }>(
      `select p.name, pg_total_relation_size(p.name::regclass) as bytes,
         (extract(epoch from (select recorded from log where position = p.last)) * 1000)::float8 as ms
       from unnest($1::text[], $2::bigint[]) as p(name, last)`,
      [full.map(({ name }) => name), full.map(({ last }) => last)],
    )
    const known = new Map(rows.map((row) => [row.name, row]))
    return full.map((one) => {
      const { ms, bytes } = known.get(one.name)!
      return { ...one, recordedMs: ms, bytes }
    })
  }

  /** What the partitions of a plan take now, in bytes. */
  async bytesOf({ partitions }: ArchivePlan): Promise<number> {
    const { rows } = await this.pool.query<{ bytes: number }>(
      'select coalesce(sum(pg_total_relation_size(name::regclass)), 0)::float8 as bytes from unnest($1::text[]) as name',
      [partitions.map(({ name }) => name)],
    )
    return rows[0]!.bytes
  }

  /** Takes the lock of archiving for as long as the session lives; false where another has it. */
  async lock(client: pg.ClientBase): Promise<boolean> {
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('heimgewebe chronik archive', 0)) as taken`,
    )
    return rows[0]!.taken
  }

  /** Takes away what an act that was cut off before its mark had made beside the log. */
  async tidy(): Promise<void> {
    const { rows } = await this.pool.query<{ name: string }>(
      `select relname as name from pg_class
        where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname ~ '^log_[0-9]+_slim$'
          and not relispartition`,
    )
    for (const { name } of rows) await this.pool.query(`drop table if exists ${name}`)
  }
}
