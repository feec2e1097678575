import { Inject, Injectable } from '@nestjs/common'
import { DATABASE } from '@heimgewebe/mesh'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { EventSummary } from '../api.js'
import { LiveStream } from './live-stream.js'
import { MOMENT, plainRow } from './moment-rows.js'

/** Which events a list shows. */
export interface EventQuery {
  readonly repository?: string | undefined
  readonly change?: string | undefined
  readonly correlation?: string | undefined
  readonly type?: string | undefined
  /** Text in the sentence or the subject; searched in the newest 100,000 events. */
  readonly text?: string | undefined
  /** Only what belongs in the story of a repository. */
  readonly notable?: boolean
  /** Only positions below this one. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Newest events that a text search looks through. */
const SEARCHED = 100_000
/** Events that the live stream remembers at a start. */
const REMEMBERED = 300

/** Reads what the view knows of events. The events themselves are in chronik. */
@Injectable()
export class EventReader {
  private remembering: Promise<void> | undefined

  constructor(
    @Inject(DATABASE) private readonly db: Kysely<unknown>,
    private readonly live: LiveStream,
  ) {}

  /** Gives the live stream the newest events from before the start, once, so that the first visitor sees some. */
  async remember(): Promise<void> {
    this.remembering ??= this.list({ limit: REMEMBERED }).then((events) => this.live.remember(events.reverse()))
    await this.remembering.catch((error: unknown) => {
      this.remembering = undefined
      throw error
    })
  }

  /** Newest first. */
  async list(query: EventQuery): Promise<EventSummary[]> {
    const { rows } = await sql<object>`
      select ${MOMENT} from moments m where ${sql.join(conditions(query), sql` and `)} order by position desc limit ${query.limit}`.execute(
      this.db,
    )
    return rows.map((row) => plainRow<EventSummary>(row))
  }

  /** One event; nothing where the view has not heard it. */
  async one(id: string): Promise<EventSummary | undefined> {
    const { rows } = await sql<object>`
      select ${MOMENT} from moments m where id = ${id}`.execute(this.db)
    return rows[0] && plainRow<EventSummary>(rows[0])
  }

  /** Last position that the view knows; 0 for an empty log. */
  async position(): Promise<number> {
    const { rows } = await sql<{ position: number | null }>`select max(position) as position from moments`.execute(
      this.db,
    )
    return rows[0]?.position ?? 0
  }
}

const conditions = ({
  repository,
  change,
  correlation,
  type,
  text,
  notable,
  before,
}: EventQuery): RawBuilder<unknown>[] => [
  sql`true`,
  ...(repository === undefined ? [] : [sql`repository = ${repository}`]),
  ...(change === undefined ? [] : [sql`change = ${change}`]),
  ...(correlation === undefined ? [] : [sql`correlationid = ${correlation}`]),
  ...(type === undefined ? [] : [sql`type = ${type}`]),
  ...(notable ? [sql`notable`] : []),
  ...(before === undefined ? [] : [sql`position < ${before}`]),
  ...(text === undefined ? [] : [contains(text)]),
]

const contains = (text: string): RawBuilder<unknown> => {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return sql`position > (select max(position) - ${SEARCHED} from moments) and (line ilike ${pattern} or subject ilike ${pattern})`
}
