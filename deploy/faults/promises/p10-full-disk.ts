import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from '../checker/check.js'
import { Load } from '../load/load.js'
import { Rig, WEBHOOK_SECRET } from '../rig/rig.js'
import { SmallDisk } from '../rig/small-disk.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'
import { drained } from './spool.js'

/** Free space when the load begins, in MiB; a segment of Postgres' own log takes 16. */
const FREE_MIB = 24
/** Longest wait for the disk to be full, in milliseconds. */
const FULL_WITHIN_MS = 60_000

/** P10: the disk of NATS, then that of Postgres, is full under load; space comes back. */
export const p10: Campaign = {
  id: 'P10',
  title: 'A full disk is said, not hidden',
  unit: 'full disks',
  chunk: 2,
  short: 2,
  shortSeconds: 133,
  obstacle: () => SmallDisk.obstacle(),
  async run({ n, random, bundles, restMs, say }) {
    const faults = new Faults()
    const disks = { nats: SmallDisk.make(FREE_MIB), postgres: SmallDisk.make(1024) }
    const rig = await Rig.start({
      bundles,
      natsFolder: disks.nats.sub('nats'),
      postgresFolder: `${disks.postgres.folder}/postgres`,
      // Space runs out in the log's own files and not in room that was reserved for them.
      postgres: ['max_wal_size=64MB', 'min_wal_size=32MB'],
    })
    const door = { refused: 0, stored: 0, kept: 0, lied: 0 }
    const taken: Delivery[] = []
    try {
      const full = [['x'.repeat(900), 1]] as const
      for (let round = 0; round < n; round++) {
        const which = round % 2 === 0 ? 'nats' : 'postgres'
        if (which === 'postgres') disks.postgres.fill(FREE_MIB)
        const load = await Load.start(rig, random, { titles: full, batch: 40, pauseMs: 20, round })
        const isFull =
          which === 'nats'
            ? (): boolean => /no space|insufficient/i.test(rig.logOf('nats'))
            : (): boolean => /No space left/.test(rig.logOf('postgres'))
        const begun = Date.now()
        while (!isFull() && Date.now() - begun < FULL_WITHIN_MS) await sleep(200)
        if (isFull()) faults.count(`disk of ${which} full`)
        for (let i = 0; i < 10; i++) {
          await knock(rig, door, taken)
          await sleep(100)
        }
        await load.stop()
        say(`P10: disk of ${which} was full: ${isFull()}, door ${JSON.stringify(door)}`)
        disks[which].empty()
        if (which === 'nats') await biggerNats(rig, disks.nats)
      }
      await rig.ready()
      await drained(rig)
      const outcome = await judge(rig, faults.landed, { sources: ['heimgewebe/chronik'] }, restMs)
      door.lied = await missing(rig, taken)
      const said: Verdict = {
        id: 'P10 no 2xx without a stored event',
        n: taken.length,
        ok: door.lied === 0,
        ...(door.lied > 0 && { detail: `${door.lied} deliveries were accepted and are not in the log` }),
      }
      const honest: Verdict = {
        id: 'P10 a full disk of the log is answered with 503 or with "spooled"',
        n: door.refused + door.kept,
        ok: n < 2 || door.refused + door.kept > 0,
      }
      return { ...outcome, counts: { ...outcome.counts, ...door }, verdicts: [...outcome.verdicts, said, honest] }
    } finally {
      await rig.stop()
      for (const disk of Object.values(disks)) disk.remove()
    }
  },
}

/** What a host sent and was told yes for. */
interface Delivery {
  readonly id: string
  readonly body: string
}

interface Answer {
  readonly events?: string[]
  readonly spooled?: boolean
}

const send = ({ chronikUrl }: Rig, { id, body }: Delivery): Promise<Response | undefined> => {
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')
  return fetch(`${chronikUrl}/webhooks/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined)
}

/** One signed delivery of a host. */
const knock = async (
  rig: Rig,
  door: { refused: number; stored: number; kept: number },
  taken: Delivery[],
): Promise<void> => {
  const id = `${Date.now()}-${Math.random()}`
  const delivery = { id, body: JSON.stringify({ zen: id, repository: { full_name: 'acme/shop' } }) }
  const answer = await send(rig, delivery)
  if (answer === undefined) return
  if (answer.status >= 500) door.refused++
  if (answer.status >= 300) return
  taken.push(delivery)
  if (((await answer.json()) as Answer).spooled) door.kept++
  else door.stored++
}

/** Deliveries that were taken and are not in the log at rest. Sent once more, each names its events; only old ones count. */
const missing = async (rig: Rig, taken: readonly Delivery[]): Promise<number> => {
  const [{ head } = { head: 0 }] = await rig.postgres.query<{ head: number }>(
    'select max(position) as head from chronik.log',
  )
  let lost = 0
  for (const delivery of taken) {
    const answer = await send(rig, delivery)
    const { events = [] } = ((await answer?.json()) ?? {}) as Answer
    const sql = 'select 1 from chronik.log where id = any($1) and position <= $2'
    if (events.length === 0 || (await rig.postgres.query(sql, [events, head])).length < events.length) lost++
  }
  return lost
}

/** nats-server 2.15 does not recover by itself when space comes back: the supervisor starts it again, here with a larger disk. */
const biggerNats = async (rig: Rig, disk: SmallDisk): Promise<void> => {
  disk.resize(512)
  await rig.nats.part.stop('SIGKILL')
  rig.nats.part.start()
  await rig.nats.ready()
}
