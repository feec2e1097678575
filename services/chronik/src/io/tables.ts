import type { Generated } from 'kysely'

/** One event of the log as it is stored. */
export interface LogTable {
  position: number
  id: string
  stream: string
  streamversion: number
  type: string
  time: Date
  correlationid: string
  causationid: string | null
  source: string
  recorded: Generated<Date>
  /** The CloudEvent as JSON, without position and streamversion; empty where the event is archived. */
  body: string
  /** Where the line of an archived event stands in its packed segment: see `BlockFile`. */
  place: number | null
}

/** What became of an event that a service set aside. */
export interface ParkedTable {
  consumer: string
  event_id: string
  event_type: string
  event_position: number
  reason: string
  code: string
  tries: number
  state: 'parked' | 'released' | 'discarded'
  since: Date
}

/** chronik's own tables, as kysely sees them. */
export interface ChronikTables {
  log: LogTable
  sequencer: { one: Generated<boolean>; next: number }
  parked_event: ParkedTable
}
