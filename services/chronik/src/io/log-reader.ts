import type { MeshEvent } from '@heimgewebe/contracts'
import type { LogRow } from '@heimgewebe/segments'
import type pg from 'pg'

/** Which events are wanted. All conditions hold together. */
export interface LogQuery {
  /** Only after this position. */
  readonly after?: number
  /** Only before this position. */
  readonly before?: number
  /** Exact subject, which is the stream. */
  readonly subject?: string
  /** Exact types. */
  readonly types?: readonly string[]
  readonly correlation?: string
  /** Only events that the event with this id led to directly. */
  readonly cause?: string
  /** Not before this time, RFC 3339. */
  readonly since?: string
  /** Before this time, RFC 3339. */
  readonly until?: string
  /** Oldest first or newest first. */
  readonly order: 'asc' | 'desc'
  /** At most so many. */
  readonly limit: number
}

interface Row {
  readonly position: number
  readonly streamversion: number
  readonly body: string
}

/** Reads the log: every event as it was appended, with its place. */
export class LogReader {
  constructor(private readonly pool: pg.Pool) {}

  /** Events after a position, oldest first, as stored: for the relay, which needs no parsing. */
  async rawAfter(position: number, limit: number): Promise<(Row & { id: string; type: string })[]> {
    const { rows } = await this.pool.query<Row & { id: string; type: string }>({
      name: 'raw-after',
      text: 'select position, streamversion, id, type, body from log where position > $1 order by position limit $2',
      values: [position, limit],
    })
    return rows
  }

  /** Rows after a position, oldest first, with all that the portable log needs. */
  async rowsAfter(position: number, limit: number): Promise<LogRow[]> {
    const { rows } = await this.pool.query<LogRow>({
      name: 'rows-after',
      text: `select position, streamversion, to_char(recorded at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded, body
        from log where position > $1 order by position limit $2`,
      values: [position, limit],
    })
    return rows
  }

  /** Events that a query asks for. */
  async find(query: LogQuery): Promise<MeshEvent[]> {
    const conditions: string[] = []
    const values: unknown[] = []
    const where = (condition: string, value: unknown): void => {
      values.push(value)
      conditions.push(condition.replace('?', `$${values.length}`))
    }
    if (query.after !== undefined) where('position > ?', query.after)
    if (query.before !== undefined) where('position < ?', query.before)
    if (query.subject !== undefined) where('stream = ?', query.subject)
    if (query.types !== undefined) where('type = any(?::text[])', query.types)
    if (query.correlation !== undefined) where('correlationid = ?', query.correlation)
    if (query.cause !== undefined) where('causationid = ?', query.cause)
    if (query.since !== undefined) where('time >= ?', query.since)
    if (query.until !== undefined) where('time < ?', query.until)
    values.push(query.limit)
    const filter = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
    const { rows } = await this.pool.query<Row>(
      `select position, streamversion, body from log ${filter} order by position ${query.order} limit $${values.length}`,
      values,
    )
    return rows.map(parse)
  }

  /** One event by its id. */
  async byId(id: string): Promise<MeshEvent | undefined> {
    const { rows } = await this.pool.query<Row>('select position, streamversion, body from log where id = $1', [id])
    return rows[0] && parse(rows[0])
  }

  /** Id of the event at a position. */
  async idAt(position: number): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ id: string }>('select id from log where position = $1', [position])
    return rows[0]?.id
  }

  /** Events of each type, for the counts that a person compares. */
  async countByType(): Promise<Record<string, number>> {
    const { rows } = await this.pool.query<{ type: string; count: number }>(
      'select type, count(*) as count from log group by type order by type',
    )
    return Object.fromEntries(rows.map((row) => [row.type, row.count]))
  }
}

const parse = (row: Row): MeshEvent => ({
  ...(JSON.parse(row.body) as MeshEvent),
  position: row.position,
  streamversion: row.streamversion,
})
