import type pg from 'pg'

/** Anything that runs SQL: the pool, or the connection of a transaction. */
type Queryable = Pick<pg.ClientBase, 'query'>

/** Table of the partition that starts at a position. */
export const partitionName = (first: number): string => `log_${String(first).padStart(12, '0')}`

/**
 * The partitions of the log, by range of position. The indexes of one stay as small as it is, so that an append costs the
 * same in a log of ten million events as in one of ten thousand. They are made before they are needed.
 */
export class Partitions {
  /** First position that no partition takes. */
  private end: number | undefined
  private making: Promise<void> | undefined

  constructor(
    private readonly pool: pg.Pool,
    /** Events of one partition. */
    private readonly size: number,
  ) {}

  /** Makes room up to a position; waits only where there is none. The next partition is begun when this one is half full. */
  async reserve(last: number): Promise<void> {
    if (this.end === undefined || last >= this.end) await this.make(last)
    else if (last >= this.end - this.size / 2) void this.make(last + this.size).catch(() => undefined)
  }

  /** The same inside a transaction of the caller's. */
  async reserveIn(client: Queryable, last: number): Promise<void> {
    if (this.end === undefined || last >= this.end) this.end = await this.extend(client, last)
  }

  /** All of them, oldest first, with their first and last positions. */
  static async all(db: Queryable): Promise<{ name: string; first: number; last: number }[]> {
    const { rows } = await db.query<{ name: string; bound: string }>(`${BOUNDS} order by c.relname`)
    return rows.map(({ name, bound }) => {
      const [, first, end] = /FROM \('(\d+)'\) TO \('(\d+)'\)/.exec(bound)!
      return { name, first: Number(first), last: Number(end) - 1 }
    })
  }

  /** Looks anew before the next write: what was made may have been rolled back. */
  forget(): void {
    this.end = undefined
  }

  private make(last: number): Promise<void> {
    this.making ??= this.transact(last).finally(() => (this.making = undefined))
    return this.making
  }

  private async transact(last: number): Promise<void> {
    const client = await this.pool.connect()
    let end: number | undefined
    try {
      await client.query('begin')
      end = await this.extend(client, last)
      await client.query('commit')
      this.end = end
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  private async extend(client: Queryable, last: number): Promise<number> {
    // A second chronik may be at the same.
    await client.query("select pg_advisory_xact_lock(hashtext('chronik.partitions'))")
    const { rows } = await client.query<{ bound: string }>(BOUNDS)
    let end = Math.max(1, ...rows.map(({ bound }) => Number(/TO \('(\d+)'\)/.exec(bound)?.[1])))
    while (end <= last) {
      const first = end
      end = Math.floor((first - 1) / this.size + 1) * this.size + 1
      const name = partitionName(first)
      // NOTE: made beside the log and then attached: `partition of` would wait for every reader, and appends for it.
      await client.query(`create table ${name} (like log including defaults)`)
      await client.query(`alter table log attach partition ${name} for values from (${first}) to (${end})`)
    }
    return end
  }
}

const BOUNDS = `
  select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'log'::regclass`
