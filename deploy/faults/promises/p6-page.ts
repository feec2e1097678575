import { openSync, readSync, writeSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from '../checker/check.js'
import type { Rig } from '../rig/rig.js'

const PAGE_BYTES = 8192
const HEADER_BYTES = 400

interface Page {
  readonly status: number
  readonly bodies: ReadonlyMap<number, string>
}

/** Flips a bit in a page of the log while Postgres is down: every answer afterwards is the truth or a refusal, and chronik says so. */
export const damagedPage = async (rig: Rig): Promise<Verdict[]> => {
  const before = await readAll(rig)
  const [where] = await rig.postgres.query<{ path: string; pages: number }>(
    `select pg_relation_filepath(relid) as path, pg_relation_size(relid) / ${PAGE_BYTES} as pages
      from pg_partition_tree('chronik.log') where isleaf order by pages desc limit 1`,
  )
  await rig.postgres.part.stop('SIGINT')
  flip(join(rig.postgres.data, where!.path), Math.floor(where!.pages / 2) * PAGE_BYTES + PAGE_BYTES - HEADER_BYTES)
  rig.postgres.part.start()
  await rig.postgres.ready()
  await rig.ready()
  const after = await readAll(rig)
  const wrong = [...after.bodies].filter(([position, body]) => before.bodies.get(position) !== body)
  const alarmed = /invalid page|checksum/i.test(rig.logOf('postgres')) && /invalid page/i.test(rig.logOf('chronik'))
  return [
    {
      id: 'P6 nothing wrong is served from a damaged page',
      n: before.bodies.size,
      ok: wrong.length === 0 && after.status >= 500,
      ...((wrong.length > 0 || after.status < 500) && {
        detail: `${wrong.length} events differ, status ${after.status}`,
      }),
    },
    { id: 'P6 a damaged page is said', n: 1, ok: alarmed, ...(!alarmed && { detail: 'no log line names it' }) },
  ]
}

const flip = (path: string, at: number): void => {
  const file = openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, at)
  byte[0] = byte[0]! ^ 4
  writeSync(file, byte, 0, 1, at)
  closeSync(file)
}

/** The log as chronik serves it; the worst status on the way. */
const readAll = async (rig: Rig): Promise<Page> => {
  const bodies = new Map<number, string>()
  let status = 200
  const [{ head } = { head: 0 }] = await rig.postgres
    .query<{ head: number }>('select next - 1 as head from chronik.sequencer')
    .catch(() => [])
  for (let after = 0; after < head; after += 100) {
    const answer = await fetch(`${rig.chronikUrl}/events?order=asc&limit=100&after=${after}`, {
      headers: { authorization: `Bearer ${rig.token}` },
    })
    status = Math.max(status, answer.status)
    if (!answer.ok) continue
    const { events } = (await answer.json()) as { events: { position: number }[] }
    for (const event of events) bodies.set(event.position, JSON.stringify(event))
  }
  return { status, bodies }
}
