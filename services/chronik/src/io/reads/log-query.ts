/** Which events are wanted. All conditions hold together. */
export interface LogQuery {
  /** Only after this position. */
  readonly after?: number
  /** Only before this position. */
  readonly before?: number
  /** Exact subject, which is the stream. */
  readonly subject?: string
  /** With a subject: from this version of the stream on, counted from 1. */
  readonly from?: number
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

/** A query as SQL: one text for each combination of conditions, so that Postgres plans it once a session. */
export interface QueryText {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

/** How each condition reads in SQL. */
const CONDITIONS = {
  after: 'position > ?::bigint',
  before: 'position < ?::bigint',
  subject: 'stream = ?::text',
  from: 'streamversion >= ?::integer',
  types: 'type = any(?::text[])',
  correlation: 'correlationid = ?::text',
  cause: 'causationid = ?::text',
  since: 'time >= ?::timestamptz',
  until: 'time < ?::timestamptz',
} as const

const NAMES = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]

/** The statement of a query. */
export const queryText = (query: LogQuery): QueryText => {
  const asked = NAMES.filter((name) => query[name] !== undefined)
  const values: unknown[] = asked.map((name) => query[name])
  const conditions = asked.map((name, index) => CONDITIONS[name].replace('?', `$${index + 1}`))
  if (query.subject !== undefined) {
    // A stream lies in few partitions: its head says in which, and only those are opened.
    const stream = `$${asked.indexOf('subject') + 1}`
    conditions.push(
      `position >= (select first_position from stream_head where stream = ${stream})`,
      `position <= (select last_position from stream_head where stream = ${stream})`,
    )
  }
  values.push(query.limit)
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  const text = `select position, streamversion, body, place from log ${where} order by position ${query.order} limit $${values.length}`
  return { name: `find-${query.order}-${asked.join('-')}`, text, values }
}
