import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '@nats-io/transport-node'
import { Load } from '../load/load.js'
import type { Part } from '../rig/part.js'
import type { Random } from '../rig/random.js'
import { Rig } from '../rig/rig.js'
import { type Campaign, judge } from './campaign.js'
import { Faults } from './kills.js'

/** Least share of deliveries that must be repetitions. */
const LEAST_DUPLICATES = 0.2
/** Share at which a run ends, of all that will have been delivered. */
const ENOUGH_DUPLICATES = 0.22

/** P3 and P4: everything is delivered again and again, to three copies, with state, consumers and the stream lost on the way. */
export const p3: Campaign = {
  id: 'P3',
  title: 'No effect is applied twice, and each stream is applied in its order (with P4)',
  unit: 'deliveries',
  chunk: 250_000,
  short: 8_000,
  shortSeconds: 71,
  // Unacknowledged messages come again at once instead of after a minute.
  replacements: [
    {
      file: 'services/chronik/src/io/stream/stream.ts',
      find: 'const ACK_WAIT_MS = 60_000',
      replace: 'const ACK_WAIT_MS = 200',
    },
  ],
  async run({ n, random, bundles, only, restMs }) {
    const rig = await Rig.start({ bundles })
    try {
      const faults = new Faults()
      const again = new Redelivery(rig, random, faults, only)
      // Acts are left out: state that is dropped forgets which acts were begun.
      const load = await Load.start(rig, random, { titles: [], batch: 8, pauseMs: 300 })
      await sleep(3000)
      while ((await again.deliveries()) < n || again.duplicates < 0.3 * n) {
        await sleep(random.int(100, 900))
        await again.disturb()
      }
      await load.stop()
      // Much more than was asked for may have been appended, or wait to be taken in, before enough of it came again.
      while (again.duplicates < ENOUGH_DUPLICATES * (await again.due())) {
        await sleep(random.int(100, 900))
        await again.disturb()
      }
      await again.takeOver()
      const outcome = await judge(rig, faults.landed, {}, restMs)
      await again.deliveries()
      const { duplicates } = again
      const deliveries = outcome.counts['effects']! + duplicates
      const share = Math.round((100 * duplicates) / deliveries)
      const enough = duplicates >= deliveries * LEAST_DUPLICATES
      return {
        ...outcome,
        n: deliveries,
        counts: { ...outcome.counts, duplicates, duplicatePercent: share },
        verdicts: [
          ...outcome.verdicts,
          { id: 'I14 duplicates forced', ok: enough, n: duplicates, ...(!enough && { detail: `only ${share} %` }) },
        ],
      }
    } finally {
      await rig.stop()
    }
  },
}

type Kind =
  | 'place in the log set back'
  | 'lead lost'
  | 'consumer killed'
  | 'consumer deleted in NATS'
  | 'state of a consumer dropped'
  | 'store of NATS wiped'

/** How often each disturbance comes, relative to the others. */
const KINDS: readonly (readonly [Kind, number])[] = [
  ['place in the log set back', 11],
  ['lead lost', 2],
  ['consumer killed', 2],
  ['consumer deleted in NATS', 2],
  ['state of a consumer dropped', 2],
  ['store of NATS wiped', 1],
]

/** Ways to make the log come again. Repetitions are counted by what a consumer read twice, not by what it was sent. */
class Redelivery {
  duplicates = 0
  /** Where a consumer was sent back to, and how far it had been. */
  private readonly back = new Map<string, { readonly from: number; readonly high: number }>()

  constructor(
    private readonly rig: Rig,
    private readonly random: Random,
    private readonly faults: Faults,
    private readonly only: readonly string[] | undefined,
  ) {}

  /** Events taken in by all consumers so far, repetitions included. */
  async deliveries(): Promise<number> {
    let once = 0
    for (const { name } of this.rig.consumers) {
      await this.settle(name)
      const high = Math.max(await this.cursor(name), this.back.get(name)?.high ?? 0)
      once += await this.heard(0, high)
    }
    return once + this.duplicates
  }

  /** Events that all consumers will have taken in when they are at rest, repetitions so far included. */
  async due(): Promise<number> {
    await this.deliveries()
    return (await this.heard(0, Number.MAX_SAFE_INTEGER)) * this.rig.consumers.length + this.duplicates
  }

  /** One disturbance, by its weight. */
  async disturb(): Promise<void> {
    const { name } = this.random.pick(this.rig.consumers)
    const copies = this.rig.copies.filter((part) => part.name.startsWith(name))
    const kinds = KINDS.filter(([kind]) => this.only?.includes(kind) ?? true)
    let rest = this.random.next() * kinds.reduce((sum, [, weight]) => sum + weight, 0)
    const [kind] = kinds.find(([, weight]) => (rest -= weight) < 0)!
    await this.inflict(kind, name, copies)
    this.faults.count(kind)
  }

  /** Takes the lead from every copy that has it. NOTE: on a log at rest, one whose place was set back notices at its next event only. */
  async takeOver(): Promise<void> {
    for (const { name } of this.rig.consumers) {
      await this.inflict('lead lost', name, [])
      this.faults.count('lead lost')
    }
  }

  private async inflict(kind: Kind, name: string, copies: readonly Part[]): Promise<void> {
    const { rig, random } = this
    switch (kind) {
      case 'place in the log set back': {
        await this.caughtUp(name)
        const to = Math.floor((await this.cursor(name)) * random.next() * 0.5)
        return this.sendBack(name, `update ${name}.mesh_cursor set position = $1`, [to])
      }
      case 'lead lost': {
        // The copies that stand by must take over from one whose lock is gone.
        const sql = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1`
        await rig.postgres.query(sql, [`heimgewebe ${name} lead`])
        return
      }
      case 'consumer killed':
        random.pick(copies).kill('SIGKILL')
        return
      case 'consumer deleted in NATS': {
        const nats = await connect({ servers: rig.nats.url.replace('nats://', ''), reconnect: false })
        await nats.request(`$JS.API.CONSUMER.DELETE.HEIMGEWEBE.${name}`, '', { timeout: 2000 }).catch(() => undefined)
        return nats.close()
      }
      case 'state of a consumer dropped':
        await this.caughtUp(name)
        await this.sendBack(name, `drop schema ${name} cascade`, [])
        for (const part of copies) part.kill('SIGKILL')
        return this.reborn(name)
      case 'store of NATS wiped':
        return wipe(rig)
    }
  }

  private async sendBack(name: string, sql: string, values: readonly unknown[]): Promise<void> {
    await this.settle(name)
    const high = Math.max(await this.cursor(name), this.back.get(name)?.high ?? 0)
    // What takes a table of a running consumer may meet its transaction the other way round.
    for (let tries = 1; ; tries++)
      try {
        await this.rig.postgres.query(sql, values)
        break
      } catch (error) {
        if ((error as { code?: string }).code !== DEADLOCK || tries === MOST_DEADLOCKS) throw error
      }
    this.back.set(name, { from: Number(values[0] ?? 0), high })
  }

  /** Adds what was read again since the consumer was last sent back. */
  private async settle(name: string): Promise<void> {
    const sent = this.back.get(name)
    if (!sent) return
    const now = Math.min(await this.cursor(name), sent.high)
    if (now <= sent.from) return
    this.duplicates += await this.heard(sent.from, now)
    this.back.set(name, { from: now, high: sent.high })
  }

  /** Gives a consumer that was sent back a while to read again what it had read: sent back sooner, it repeats nothing. */
  private async caughtUp(name: string): Promise<void> {
    const high = this.back.get(name)?.high ?? 0
    for (const end = Date.now() + 8000; Date.now() < end; await sleep(50)) if ((await this.cursor(name)) >= high) return
  }

  private async cursor(name: string): Promise<number> {
    const [row] = await this.rig.postgres
      .query<{ position: number }>(`select position from ${name}.mesh_cursor`)
      .catch(() => [])
    return row?.position ?? 0
  }

  private async heard(after: number, upTo: number): Promise<number> {
    const sql = `select count(*) as n from chronik.log where position > $1 and position <= $2 and type in ('pr.closed.v1', 'issue.closed.v1')`
    const [row] = await this.rig.postgres.query<{ n: number }>(sql, [after, upTo])
    return row?.n ?? 0
  }

  private async reborn(name: string): Promise<void> {
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
      const rows = await this.rig.postgres.query(`select 1 from ${name}.mesh_cursor`).catch(() => [])
      if (rows.length > 0) return
    }
    throw new Error(`${name} did not make its tables anew`)
  }
}

const DEADLOCK = '40P01'
const MOST_DEADLOCKS = 10

/** Ends nats-server, removes all that it had, and starts it again. */
export const wipe = async (rig: Rig): Promise<void> => {
  await rig.nats.part.stop('SIGKILL')
  rmSync(rig.nats.store, { recursive: true, force: true })
  rig.nats.part.start()
  await rig.nats.ready()
}
