import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { readSegments } from './segments.js'
import type { Scene } from './evidence.js'

/** How long a mesh may take to come to rest after the last fault, in milliseconds (I12). */
export const REST_MS = 60_000
/** How long it is waited for: the other verdicts need a mesh at rest, also on a machine that is too slow for I12. */
const PATIENCE_MS = 240_000

/** Where things stood when the mesh did not come to rest. */
export interface Rest {
  readonly rested: boolean
  readonly seconds: number
  readonly waitsFor: string
}

/** Waits until every consumer has applied the log, nothing waits to be said or done, and stream and segments are at the head. */
export const comeToRest = async (scene: Scene, limitMs = PATIENCE_MS): Promise<Rest> => {
  const begun = Date.now()
  let waitsFor = 'everything'
  let quiet = 0
  let head = -1
  while (Date.now() - begun < limitMs) {
    const state = await look(scene).catch((error: unknown) => ({ head: -1, waitsFor: String(error) }))
    waitsFor = state.waitsFor
    quiet = state.waitsFor === '' && state.head === head ? quiet + 1 : 0
    head = state.head
    if (quiet >= 2) break
    await sleep(250)
  }
  return { rested: quiet >= 2, seconds: Math.round((Date.now() - begun) / 100) / 10, waitsFor }
}

const look = async (scene: Scene): Promise<{ head: number; waitsFor: string }> => {
  const client = new pg.Client({ connectionString: scene.postgresUrl, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const one = async (sql: string): Promise<number> => Number((await client.query<{ n: number }>(sql)).rows[0]!.n)
    const head = await one('select coalesce(max(position), 0) as n from chronik.log')
    const waits: string[] = []
    for (const { name } of scene.consumers) {
      // What a consumer does not hear moves its cursor only now and then.
      const behind = await one(
        `select count(*) as n from chronik.log where position > (select position from ${name}.mesh_cursor)
          and (type in ('pr.closed.v1', 'issue.closed.v1') or (type = 'guard.started.v1' and source = 'heimgewebe/${name}'))`,
      )
      const unsaid = await one(`select count(*) as n from ${name}.mesh_outbox`)
      const acts = await one(`select count(*) as n from ${name}.mesh_act where state <> 'done'`)
      if (behind + unsaid + acts > 0) waits.push(`${name}: ${behind} events, ${unsaid} outbox rows, ${acts} acts`)
    }
    if (waits.length === 0) waits.push(...(await streamAndSegments(scene, head)))
    return { head, waitsFor: waits.join('; ') }
  } finally {
    await client.end().catch(() => undefined)
  }
}

const streamAndSegments = async (scene: Scene, head: number): Promise<string[]> => {
  const { connect } = await import('@nats-io/transport-node')
  const nats = await connect({ servers: scene.natsUrl.replace('nats://', ''), timeout: 2000, reconnect: false })
  try {
    const info = (await nats.request('$JS.API.STREAM.INFO.HEIMGEWEBE', '{}', { timeout: 2000 })).json<{
      state?: { last_seq: number }
    }>()
    const last = info.state?.last_seq ?? 0
    if (last !== head) return [`the stream is at ${last} of ${head}`]
  } finally {
    await nats.close()
  }
  if (!existsSync(scene.segments)) return []
  const lines = await readSegments(scene.segments).then(
    (read) => read.lines,
    () => -1,
  )
  // A chain that is broken is a verdict, not something to wait for.
  return lines >= 0 && lines < head ? [`the segments are at ${lines} of ${head}`] : []
}
