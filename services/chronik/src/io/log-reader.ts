import { type CloudEvent, type MeshEvent, type Upcast, upcast } from '@heimgewebe/contracts'
import type { LogRow } from '@heimgewebe/segments'
import type pg from 'pg'
import { recordedText } from './insert-events.js'
import { type LogQuery, queryText } from './log-query.js'

interface Row {
  readonly position: number
  readonly streamversion: number
  readonly body: string
}

/** Reads the log: every event with its place, in the newest form of its type. */
export class LogReader {
  constructor(
    private readonly pool: pg.Pool,
    private readonly newest: Upcast = upcast,
  ) {}

  /** Events after a position, oldest first, as stored: for the relay, which needs no parsing. */
  async rawAfter(position: number, limit: number): Promise<(Row & { id: string; type: string })[]> {
    const { rows } = await this.pool.query<Row & { id: string; type: string }>({
      name: 'raw-after',
      text: `select position, streamversion, id, type, body from log where ${WITHIN} order by position`,
      values: [position, position + limit],
    })
    return rows
  }

  /** Last position that is committed, whoever wrote it. */
  async head(): Promise<number> {
    const { rows } = await this.pool.query<{ next: number }>({ name: 'head', text: 'select next from sequencer' })
    return rows[0]!.next - 1
  }

  /** Events of these stored types after a position up to another, oldest first, as stored. */
  async ofTypes(types: readonly string[], after: number, upTo: number, limit: number): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>({
      name: 'of-types',
      text: `select position, streamversion, body from log where ${WITHIN} and type = any($3::text[]) order by position limit $4`,
      values: [after, upTo, types, limit],
    })
    return rows
  }

  /** Rows after a position, oldest first, with all that the portable log needs. */
  async rowsAfter(position: number, limit: number): Promise<LogRow[]> {
    const { rows } = await this.pool.query<LogRow>({
      name: 'rows-after',
      text: `select position, streamversion, ${recordedText('recorded')} as recorded, body
        from log where ${WITHIN} order by position`,
      values: [position, position + limit],
    })
    return rows
  }

  /** Events that a query asks for. */
  async find(query: LogQuery): Promise<MeshEvent[]> {
    const types = query.types && [...new Set(query.types.flatMap((type) => this.newest.sources(type)))]
    const { name, text, values } = queryText(types ? { ...query, types } : query)
    const { rows } = await this.pool.query<Row>({ name, text, values: [...values] })
    return rows.map((row) => this.parse(row))
  }

  /** One event by its id. */
  async byId(id: string): Promise<MeshEvent | undefined> {
    const { rows } = await this.pool.query<Row>({
      name: 'by-id',
      text: `select position, streamversion, body from log
        where position = (select position from event_position where id = $1::uuid)`,
      values: [id],
    })
    return rows[0] && this.parse(rows[0])
  }

  /** Events that any of these led to directly, oldest first. */
  async effectsOf(ids: readonly string[], limit: number): Promise<MeshEvent[]> {
    const { rows } = await this.pool.query<Row>({
      name: 'effects',
      text: 'select position, streamversion, body from log where causationid = any($1::text[]) order by position limit $2',
      values: [ids, limit],
    })
    return rows.map((row) => this.parse(row))
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

  private parse({ body, position, streamversion }: Row): MeshEvent {
    return Object.assign(this.newest.event(JSON.parse(body) as CloudEvent), { position, streamversion })
  }
}

/** Positions have no gap: a page is a range, which tells Postgres which partition it lies in. */
const WITHIN = 'position > $1::bigint and position <= $2::bigint'
