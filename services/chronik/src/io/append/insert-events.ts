import { int4Array, int8Array, textArray, timestamptzArray, uuidArray } from './binary-arrays.js'
import type { AppendPlan, LogState } from './plan-append.js'

/** A time as the portable log writes it: RFC 3339 in UTC, with microseconds. */
export const recordedText = (time: string): string =>
  `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/**
 * One statement writes a plan: it moves the sequencer from where the plan took it to be, else it writes nothing; it moves the
 * head of each stream from the version that the plan knew, else it breaks the rule that a version is never null; and no id
 * stands twice in `event_position`. So position, id and (stream, version) are unique in the whole log, in whichever
 * partition an event lies. Answers with the rows that were written, and with the time that all of them have as `recorded`.
 */
export const INSERT = `
  with fence as (
    update sequencer set next = $2::bigint where next = $1::bigint returning 1
  ), ids as (
    insert into event_position (id, position)
    select e.* from unnest($4::uuid[], $3::bigint[]) as e where exists (select 1 from fence)
  ), heads as (
    insert into stream_head as h (stream, version, previous, first_position, last_position)
    select e.* from unnest($13::text[], $14::integer[], $15::integer[], $16::bigint[], $17::bigint[]) as e
    where exists (select 1 from fence)
    on conflict (stream) do update set
      version = case when h.version = excluded.previous then excluded.version end,
      previous = excluded.previous,
      last_position = excluded.last_position
  ), written as (
    insert into log (position, id, stream, streamversion, type, time, correlationid, causationid, source, body)
    select e.* from unnest($3::bigint[], $4::uuid[], $5::text[], $6::integer[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::text[]) as e
    where exists (select 1 from fence)
    returning 1
  )
  select count(*)::integer as count, ${recordedText('now()')} as recorded from written`

/** The values of `INSERT`, in binary arrays. */
export const valuesOf = (rows: AppendPlan['rows'], heads: AppendPlan['heads'], before: LogState): unknown[] => {
  const events = rows.map((row) => row.event)
  const moved = [...placesOf(rows)]
  const streams = moved.map(([stream]) => stream)
  return [
    before.next,
    before.next + rows.length,
    int8Array(rows.map((row) => row.position)),
    uuidArray(events.map((event) => event.id)),
    textArray(events.map((event) => event.subject)),
    int4Array(rows.map((row) => row.streamversion)),
    textArray(events.map((event) => event.type)),
    timestamptzArray(events.map((event) => event.time)),
    textArray(events.map((event) => event.correlationid)),
    textArray(events.map((event) => event.causationid ?? null)),
    textArray(events.map((event) => event.source)),
    textArray(rows.map((row) => row.body)),
    textArray(streams),
    int4Array(streams.map((stream) => heads.get(stream)!)),
    int4Array(streams.map((stream) => before.heads.get(stream) ?? 0)),
    int8Array(moved.map(([, place]) => place.first)),
    int8Array(moved.map(([, place]) => place.last)),
  ]
}

/** First and last position that each stream of a plan is given. */
const placesOf = (rows: AppendPlan['rows']): Map<string, { first: number; last: number }> => {
  const places = new Map<string, { first: number; last: number }>()
  for (const { event, position } of rows) {
    const known = places.get(event.subject)
    if (known) known.last = position
    else places.set(event.subject, { first: position, last: position })
  }
  return places
}
