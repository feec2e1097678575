import { type CloudEvent, type MeshEvent, type Upcast, upcast } from '@heimgewebe/contracts'
import type { LogRow } from '@heimgewebe/segments'
import type pg from 'pg'
import type { ArchiveReader, StoredRow } from '../archive/archive-reader.js'
import { int8Array, uuidArray } from '../append/binary-arrays.js'
import { recordedText } from '../append/insert-events.js'
import { type LogQuery, queryText } from './log-query.js'
import type { KnownEvent } from '../append/plan-append.js'

interface Row extends StoredRow {
  readonly streamversion: number
}

/** What `queryText` selects, in its order. */
type Fields = [position: number, streamversion: number, body: string, place: number | null]

const rowOf = ([position, streamversion, body, place]: Fields): Row => ({ position, streamversion, body, place })

/**
 * Reads the log: every event with its place, in the newest form of its type. Postgres knows of every event which it is and
 * where it stands; the body of an archived one comes from the packed segments.
 */
export class LogReader {
  constructor(
    private readonly pool: pg.Pool,
    private readonly archive: ArchiveReader,
    private readonly newest: Upcast = upcast,
  ) {}

  /** Events after a position, oldest first, as stored: for the relay, which needs no parsing. */
  async rawAfter(position: number, limit: number): Promise<(Row & { id: string; type: string })[]> {
    const { rows } = await this.pool.query<Row & { id: string; type: string }>({
      name: 'raw-after',
      text: `select position, streamversion, id, type, body, place from log where ${WITHIN} order by position`,
      values: [position, position + limit],
    })
    return this.archive.filled(rows)
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
      text: `select position, streamversion, body, place from log where ${WITHIN} and type = any($3::text[]) order by position limit $4`,
      values: [after, upTo, types, limit],
    })
    return this.archive.filled(rows)
  }

  /** Rows after a position, oldest first, with all that the portable log needs. */
  async rowsAfter(position: number, limit: number): Promise<LogRow[]> {
    const { rows } = await this.pool.query<LogRow & StoredRow>({
      name: 'rows-after',
      text: `select position, streamversion, ${recordedText('recorded')} as recorded, body, place
        from log where ${WITHIN} order by position`,
      values: [position, position + limit],
    })
    const whole = await this.archive.filled(rows)
    return whole.map(({ position: at, streamversion, recorded, body }) => ({
      position: at,
      streamversion,
      recorded,
      body,
    }))
  }

  /** Events that a query asks for. */
  async find(query: LogQuery): Promise<MeshEvent[]> {
    const types = query.types && [...new Set(query.types.flatMap((type) => this.newest.sources(type)))]
    const { name, text, values } = queryText(types ? { ...query, types } : query)
    // Rows as lists: an object with its names for each is a part of what a page costs.
    const { rows } = await this.pool.query<Fields>({ name, text, values: [...values], rowMode: 'array' })
    return (await this.archive.filled(rows.map(rowOf))).map((row) => this.parse(row))
  }

  /** One event by its id. */
  async byId(id: string): Promise<MeshEvent | undefined> {
    const { rows } = await this.pool.query<Row>({
      name: 'by-id',
      text: `select position, streamversion, body, place from log
        where position = (select position from event_position where id = $1::uuid)`,
      values: [id],
    })
    const [row] = await this.archive.filled(rows)
    return row && this.parse(row)
  }

  /**
   * Places of events of the log by id, with their bodies. Where the body of an archived one cannot be read it is left out:
   * the place is answered all the same, and no damaged file holds up an append.
   */
  async known(ids: readonly string[]): Promise<Map<string, KnownEvent>> {
    const places = await this.pool.query<{ position: number }>({
      name: 'places',
      text: 'select position from event_position where id = any($1::uuid[])',
      values: [uuidArray(ids)],
    })
    if (places.rows.length === 0) return new Map()
    const { rows } = await this.pool.query<Row & { id: string }>({
      name: 'known',
      text: 'select id, position, streamversion, body, place from log where position = any($1::bigint[])',
      values: [int8Array(places.rows.map(({ position }) => position))],
    })
    const whole = await this.archive.filled(rows).catch(() => rows.map(withoutBody))
    return new Map(whole.map((row) => [row.id, row]))
  }

  /** Events that any of these led to directly, oldest first. */
  async effectsOf(ids: readonly string[], limit: number): Promise<MeshEvent[]> {
    const { rows } = await this.pool.query<Row>({
      name: 'effects',
      text: 'select position, streamversion, body, place from log where causationid = any($1::text[]) order by position limit $2',
      values: [ids, limit],
    })
    return (await this.archive.filled(rows)).map((row) => this.parse(row))
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

const withoutBody = ({ body, ...row }: Row & { id: string }): KnownEvent & { id: string } =>
  row.place === null ? { ...row, body } : row

/** Positions have no gap: a page is a range, which tells Postgres which partition it lies in. */
const WITHIN = 'position > $1::bigint and position <= $2::bigint'
