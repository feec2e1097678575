import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../rig/random.js'
import type { Rig } from '../rig/rig.js'
import { httpDoor, natsDoor } from './doors.js'
import { Journal } from './journal.js'
import { Writer, type WriterSettings } from './writer.js'

/** How much is written, and how. */
export interface LoadSettings {
  readonly writers?: number
  readonly pauseMs?: number
  /** Number of this load on one log: each has streams of its own. */
  readonly round?: number
  readonly batch?: number
  readonly titles?: WriterSettings['titles']
  /** Address of nats-server for the writers, where it is not the server's own. */
  readonly natsUrl?: string
}

/** Events answered with yes that a load has before it ends, and the longest wait for them in milliseconds. */
const ENOUGH = 60
const LONGER_MS = 60_000

/** One act in fifty events, as the rest of the mesh acts rarely too. */
const TITLES: WriterSettings['titles'] = [['act', 0.02]]

/** Writers at work on a rig: half of them over NATS, of these every other exact, the rest over HTTP. */
export class Load {
  private constructor(
    readonly journal: Journal,
    private readonly writers: readonly Writer[],
  ) {}

  static async start(rig: Rig, random: Random, settings: LoadSettings = {}): Promise<Load> {
    const { round = 0, writers = 10, pauseMs = 60, batch = 6, titles = TITLES, natsUrl = rig.nats.url } = settings
    const journal = new Journal(join(rig.world, 'journal.jsonl'))
    const made = await Promise.all(
      Array.from({ length: writers }, async (_, index) => {
        const overNats = index % 2 === 0
        const name = `writer${index}r${round}`
        const door = overNats ? await natsDoor(natsUrl, name) : httpDoor(rig.chronikUrl, rig.token)
        const exact = overNats && index % 4 === 0
        return new Writer(door, journal, random.fork(), { name, streams: 5, batch, pauseMs, exact, titles })
      }),
    )
    for (const writer of made) writer.start()
    return new Load(journal, made)
  }

  /** Events that were answered with yes so far. */
  get answered(): number {
    return this.writers.reduce((sum, writer) => sum + writer.answered, 0)
  }

  /** Resolves when there are enough events for a campaign to show something: at once, or on a slow machine a while later. */
  async enough(): Promise<void> {
    for (const end = Date.now() + LONGER_MS; Date.now() < end && this.answered < ENOUGH;) await sleep(100)
  }

  /** Cuts the writers off: what is under way stays unknown. */
  async abandon(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.abandon()))
    this.journal.close()
  }

  /** Stops the writers once they have done enough. What they could not find out stays unknown. */
  async stop(): Promise<void> {
    await this.enough()
    await Promise.all(this.writers.map((writer) => writer.stop()))
    this.journal.close()
  }
}
