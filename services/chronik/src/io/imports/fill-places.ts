/** Statements that make the two look-up tables of the log from the log itself: for one that was filled by other means. */
export const FILL_PLACES = [
  'insert into event_position (id, position) select id, position from log order by id',
  `insert into stream_head (stream, version, previous, first_position, last_position)
    select stream, max(streamversion), max(streamversion) - 1, min(position), max(position) from log group by stream`,
] as const
