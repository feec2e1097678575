import { sql } from 'kysely'
import type { EventSummary } from '../api.js'

/** Columns of `moments` that a list shows. */
export const MOMENT = sql.raw(
  'm.position, m.id, m.type, m.subject, m.repository, m.change, m.time, m.notable, m.line, m.parts, m.correlationid, m.causationid',
)

/** A row of `moments` as the API shows it, and its details. */
export interface Moment extends EventSummary {
  readonly detail?: Readonly<Record<string, unknown>>
}

/** A row as the API shows it: times as text, and nothing where the table has nothing. */
export const plainRow = <T>(row: object): T =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  ) as T
