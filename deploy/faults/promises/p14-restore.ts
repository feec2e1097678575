import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { comeToRest } from '../checker/rest.js'
import { Load } from '../load/load.js'
import type { PostgresServer } from '../rig/postgres.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge, type Outcome, sceneOf, type Task } from './campaign.js'
import { Faults } from './kills.js'

/**
 * P14: the log moves to a new cluster, by rows of its tables and by its segments alone; JetStream is empty there. All goes
 * on, and no act of before is done again, also where the consumers begin without any state.
 */
export const p14: Campaign = {
  id: 'P14',
  title: 'A restore works, from a dump of the tables and from the segments alone',
  unit: 'restores',
  chunk: 4,
  short: 2,
  shortSeconds: 80,
  async run(task) {
    const faults = new Faults()
    let outcome: Outcome | undefined
    while (faults.total < task.n) {
      const fromSegments = faults.total % 2 === 1
      outcome = await restoreOnce(task, fromSegments, faults)
      if (outcome.verdicts.some((verdict) => !verdict.ok)) break
    }
    return outcome!
  },
}

const restoreOnce = async (task: Task, fromSegments: boolean, faults: Faults): Promise<Outcome> => {
  const { bundles, random, restMs } = task
  const outside = mkdtempSync(join(tmpdir(), 'heimgewebe-outside-'))
  const kept = join(outside, 'segments')
  const old = await Rig.start({ bundles, outside })
  let next: Rig | undefined
  try {
    const load = await Load.start(old, random)
    await sleep(1500)
    await load.stop()
    await comeToRest(sceneOf(old), restMs)
    cpSync(old.segments, kept, { recursive: true })
    next = await Rig.start({ bundles, outside, ...(fromSegments && { services: { CHRONIK_RESTORE_FROM: kept } }) })
    if (!fromSegments) await moveTables(old, next)
    faults.count(fromSegments ? 'cluster lost, segments kept' : 'cluster lost, dump kept')
    await old.stop()
    const more = await Load.start(next, random, { round: 1 })
    await sleep(1000)
    await more.stop()
    return await judge(next, faults.landed, {}, restMs)
  } finally {
    await old.stop()
    await next?.stop()
    rmSync(outside, { recursive: true, force: true })
  }
}

/** What a logical dump carries: the rows of every table, into tables that the services made. */
const moveTables = async (old: Rig, next: Rig): Promise<void> => {
  await Promise.all(next.services.map((part) => part.stop('SIGTERM')))
  const schemas = ['chronik', ...old.consumers.map(({ name }) => name)]
  const tables = await next.postgres.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'kysely%'`,
    [schemas],
  )
  await movePartitions(old.postgres, next.postgres)
  for (const { name } of tables) await moveTable(old.postgres, next.postgres, name)
  for (const part of next.services) part.start()
  await next.ready()
}

/** The same partitions of the log, where chronik has not made them by itself. */
const movePartitions = async (from: PostgresServer, to: PostgresServer): Promise<void> => {
  const sql = `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'chronik.log'::regclass`
  const there = new Set((await to.query<{ name: string }>(sql)).map(({ name }) => name))
  for (const { name, bound } of await from.query<{ name: string; bound: string }>(sql))
    if (!there.has(name)) await to.query(`create table chronik.${name} partition of chronik.log ${bound}`)
}

const moveTable = async (from: PostgresServer, to: PostgresServer, table: string): Promise<void> => {
  const rows = await from.query<{ row: string }>(`select row_to_json(t)::text as row from ${table} t`)
  const client = new pg.Client({ connectionString: to.url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // As a restore does: the triggers that keep the log from being changed are for those who write it.
    await client.query('set session_replication_role = replica')
    await client.query(`truncate ${table}`)
    await client.query(
      `insert into ${table} overriding system value
        select (json_populate_record(null::${table}, one::json)).* from unnest($1::text[]) as one`,
      [rows.map(({ row }) => row)],
    )
  } finally {
    await client.end()
  }
}
