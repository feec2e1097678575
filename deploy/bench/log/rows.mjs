// What is measured, and which figure is held against which. Targets: what chronik is to reach, and what it would like to.
const row = (name, over, under, least, wish, text) => ({ name, over, under, least, wish, text })

export const RATIOS = [
  row('append-1-32-emmett', 'chronik 1×32', 'emmett 1×32', 6, 8, 'append 1, 32 at once: Emmett'),
  row(
    'append-1-32-message-db',
    'chronik 1×32',
    'message-db 1×32',
    8,
    10,
    'append 1, 32 at once: message-db, one category',
  ),
  row(
    'append-1-32-message-db-many',
    'chronik 1×32',
    'message-db many 1×32',
    3,
    4,
    'append 1, 32 at once: message-db, many categories',
  ),
  row('append-1-32-ceiling', 'chronik 1×32', 'row 1×32', 1.5, 2, 'append 1, 32 at once: one row a commit'),
  row('append-1-1-emmett', 'chronik 1×1', 'emmett 1×1', 1.2, 2, 'append 1, alone: Emmett'),
  row('append-1-1-ceiling', 'chronik 1×1', 'row 1×1', 0.5, 0.8, 'append 1, alone: one row a commit'),
  row('append-100-8-emmett', 'chronik 100×8', 'emmett 100×8', 2, 2.5, 'append 100, 8 at once: Emmett'),
  row(
    'append-100-8-ceiling',
    'chronik 100×8',
    'batch 100×8',
    0.75,
    0.95,
    'append 100, 8 at once: binary batches of 100',
  ),
  row('append-1-256-ceiling', 'chronik 1×256', 'row 1×32', 1.9, 2.8, 'append 1, 256 in flight: one row a commit at 32'),
  row('append-100-32-copy', 'chronik 100×32', 'copy in', 0.55, 0.8, 'append 100, 32 at once: COPY'),
  row('http-1-32', 'http 1×32', 'emmett 1×32', 2.5, 4, 'over HTTP, 32 at once: Emmett in process'),
  row('nats-1-256', 'nats 1×256', 'echo 1×256', 0.45, 0.7, 'over NATS, 256 in flight: a NATS echo'),
  row('read-1000-emmett', 'chronik read', 'emmett read', 3.5, 5, 'read 1,000: Emmett'),
  row('read-1000-message-db', 'chronik read', 'message-db read', 1.6, 2, 'read 1,000: message-db'),
  row('rebuild-emmett', 'chronik rebuild', 'emmett rebuild', 40, 60, 'rebuild of a projection: Emmett'),
  row('rebuild-copy', 'chronik rebuild', 'copy out', 0.7, 0.9, 'rebuild of a projection: COPY out'),
]

/** Latency targets in milliseconds. */
export const LATENCIES = [
  { name: 'chronik end to end', least: { p50: 1.5, p99: 10 }, wish: { p50: 1, p99: 5 } },
  { name: 'emmett end to end' },
]
