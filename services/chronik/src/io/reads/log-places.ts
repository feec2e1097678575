import type pg from 'pg'
import { textArray } from '../append/binary-arrays.js'
import type { LogReader } from './log-reader.js'
import type { KnownEvent, PlannedEvent } from '../append/plan-append.js'

/** Streams whose version is remembered. */
const MAX_HEADS = 100_000
/** How often all versions are read at most, in milliseconds: where somebody else writes too, they are soon forgotten again. */
const READ_ALL_EVERY_MS = 60_000

/**
 * Where the log stands: the next position, the version of each stream, the place of an event. Remembered as the writer
 * leaves it, and read from Postgres where nothing is remembered. What it says may be wrong by the time it is used: the
 * statement that writes checks it.
 */
export class LogPlaces {
  private readonly versions = new Map<string, number>()
  /** Whether every stream of the log is remembered: one that is not is new then, and Postgres need not be asked. */
  private all = false
  private readAllAt = -Infinity
  private expected: number | undefined
  private last: number | undefined

  constructor(
    private readonly pool: pg.Pool,
    private readonly reader: Pick<LogReader, 'known'>,
  ) {}

  /** Position that the next event is given, when all that is under way succeeds. */
  async next(): Promise<number> {
    if (this.expected === undefined) {
      const read = await this.read()
      this.expected ??= read
      this.last = read - 1
    }
    return this.expected
  }

  /** Last position that is committed. */
  async committed(): Promise<number> {
    this.last ??= (await this.read()) - 1
    return this.last
  }

  /** Versions of streams; 0 for one that does not exist. */
  async heads(streams: ReadonlySet<string>): Promise<Map<string, number>> {
    if (!this.all && performance.now() - this.readAllAt > READ_ALL_EVERY_MS) await this.readAll()
    const heads = new Map<string, number>()
    const missing: string[] = []
    for (const stream of streams) {
      const version = this.versions.get(stream)
      if (version === undefined) missing.push(stream)
      else heads.set(stream, version)
    }
    if (missing.length === 0 || this.all) return heads
    const { rows } = await this.pool.query<{ stream: string; version: number }>({
      name: 'heads',
      text: 'select stream, version from stream_head where stream = any($1::text[])',
      values: [textArray(missing)],
    })
    for (const { stream, version } of rows) heads.set(stream, version)
    return heads
  }

  /** Events that the log has already, by id. */
  known(ids: readonly string[]): Promise<Map<string, KnownEvent>> {
    return this.reader.known(ids)
  }

  /** Notes what a plan that was sent will leave behind. */
  expect(rows: readonly PlannedEvent[], heads: ReadonlyMap<string, number>): void {
    this.expected = rows.at(-1)!.position + 1
    if (this.versions.size > MAX_HEADS) this.forgetVersions()
    for (const { event } of rows) this.versions.set(event.subject, heads.get(event.subject)!)
  }

  /** Notes that all up to a position is committed. */
  commit(position: number): void {
    this.last = position
  }

  /** Believes nothing of what is remembered. */
  forget(): void {
    this.expected = undefined
    this.last = undefined
    this.forgetVersions()
  }

  private forgetVersions(): void {
    this.versions.clear()
    this.all = false
  }

  private async readAll(): Promise<void> {
    this.readAllAt = performance.now()
    const { rows } = await this.pool.query<{ stream: string; version: number }>(
      'select stream, version from stream_head limit $1',
      [MAX_HEADS + 1],
    )
    this.all = rows.length <= MAX_HEADS
    if (!this.all) this.readAllAt = Infinity
    // What is remembered already is what a plan under way will leave behind.
    else for (const { stream, version } of rows) if (!this.versions.has(stream)) this.versions.set(stream, version)
  }

  private async read(): Promise<number> {
    const { rows } = await this.pool.query<{ next: number }>('select next from sequencer')
    return rows[0]!.next
  }
}
