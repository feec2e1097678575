import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { type CloudEvent, complete, draft, type MeshEvent } from '@heimgewebe/contracts'
import { failpoint } from '@heimgewebe/mesh'
import { GENESIS, listSegments } from '@heimgewebe/segments'
import type pg from 'pg'
import { ArchiveRefusedError, copyRange } from './archive-copy.js'
import { ArchiveMarks, type Mark } from './archive-marks.js'
import { swapRange } from './archive-swap.js'
import { type ArchivePlan, type ArchiveWish, planArchive, type PlannedArchive } from './plan-archive.js'

/** How often an announced range that cannot be finished is tried again, in milliseconds. */
const RETRY_MS = 30_000
/** How long the portable log may take over the announcement, in milliseconds. */
const WRITTEN_MS = 120_000

/** What archiving needs of the log around it. */
export interface ArchiveSurroundings {
  /** Folder of the portable log. */
  readonly folder: string
  /** Appends an event, through outages, and gives its position. */
  append(event: CloudEvent): Promise<number>
  /** Last position that is fsynced in the segments. */
  written(): number
  /** Where each reader of the log stands, by name. */
  readers(): Promise<ReadonlyMap<string, number>>
}

/** Where the archive stands, and what it is at. */
export interface ArchiveState {
  readonly state: 'idle' | 'running' | 'done' | 'failed'
  readonly step?: 'checking' | 'announcing' | 'swapping'
  /** Range of the act that runs or ran last. */
  readonly first?: number
  readonly last?: number
  /** Checked up to here. */
  readonly position?: number
  /** What the range took in Postgres before and takes after, in bytes. */
  readonly bytes_before?: number
  readonly bytes_after?: number
  /** What went wrong. */
  readonly message?: string
}

/**
 * Takes the bodies of old events out of Postgres: their lines in the packed segments are the log then, and are read as
 * before. One act at a time. It is marked before it is announced in the log, so that one which was cut off is finished at
 * the next start, and none is done twice.
 */
export class Archive {
  private readonly log = new Logger('archive')
  private readonly marks: ArchiveMarks
  private current: ArchiveState = { state: 'idle' }
  private running: Promise<void> | undefined
  private signal: AbortSignal | undefined

  constructor(
    private readonly pool: pg.Pool,
    private readonly around: ArchiveSurroundings,
  ) {
    this.marks = new ArchiveMarks(pool)
  }

  /** Last position that is archived, and the act that runs or ran last. */
  async look(): Promise<ArchiveState & { archived_to: number }> {
    return { ...this.current, archived_to: (await this.marks.archived()).position }
  }

  /** In words, with what is missing of the files that hold archived events. */
  async describe(): Promise<string> {
    const { position } = await this.marks.archived()
    const { state, message } = this.current
    const trouble = state === 'failed' ? `; stopped: ${message}` : ''
    if (position === 0) return `nothing archived${trouble}`
    const gap = await this.firstMissing(position)
    return `archived to ${position}${gap === undefined ? '' : `; position ${gap} stands in no segment of ${this.around.folder}`}${trouble}`
  }

  /** Finishes what was announced, until it is done, and takes commands from now on. */
  start(signal: AbortSignal): void {
    this.signal = signal
    this.running = this.finish(signal).finally(() => (this.running = undefined))
  }

  /** Resolves when nothing is under way. */
  async stopped(): Promise<void> {
    await this.running?.catch(() => undefined)
  }

  /** What would go. */
  async plan(wish: ArchiveWish): Promise<PlannedArchive> {
    const { position } = await this.marks.archived()
    const partitions = await this.marks.fullPartitions(position)
    const packed = (await listSegments(this.around.folder).catch(() => [])).filter(({ path }) => path.endsWith('.gz'))
    const packedTo = packed.at(-1)?.last ?? 0
    return planArchive(wish, { partitions, archivedTo: position, packedTo, readers: await this.around.readers() })
  }

  /** Begins to archive, and says what. Refused while another act is under way or by a chronik that stands by. */
  async begin(wish: ArchiveWish, by: string): Promise<PlannedArchive> {
    const { signal } = this
    if (!signal || this.running)
      return {
        ok: false,
        code: 'busy',
        message: signal ? 'an act is under way' : 'this chronik stands by, or writes no segments',
      }
    const planned = await this.plan(wish)
    if (!planned.ok || this.running) return planned
    // One that fails after its mark is tried again until it is done, as after a restart.
    this.running = this.attempt(planned.plan, by, undefined)
      .then(() => this.finish(signal))
      .finally(() => (this.running = undefined))
    return planned
  }

  private async finish(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const mark = await this.marks.pending()
        if (!mark) return await this.marks.tidy()
        this.log.warn(`finishing the archive of positions ${mark.first} to ${mark.last}, which was announced`)
        const partitions = (await this.marks.fullPartitions(mark.first - 1)).filter(({ last }) => last <= mark.last)
        const bytes = partitions.reduce((sum, one) => sum + one.bytes, 0)
        await this.attempt({ first: mark.first, last: mark.last, bytes, partitions }, '', mark)
        if (this.current.state === 'done') return await this.marks.tidy()
      } catch (error) {
        this.log.warn(`the archive cannot be looked at: ${String(error)}`)
      }
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  private async attempt(plan: ArchivePlan, by: string, mark: Mark | undefined): Promise<void> {
    const { first, last, bytes } = plan
    this.current = { state: 'running', step: 'checking', first, last, bytes_before: bytes }
    try {
      await this.carryOut(plan, by, mark)
      this.current = { state: 'done', first, last, bytes_before: bytes, bytes_after: await this.marks.bytesOf(plan) }
      this.log.log(`positions ${first} to ${last} are archived`)
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      const marked = await this.marks.pending().catch(() => mark)
      const message = marked ? `${said}; it is marked, and tried again every ${RETRY_MS / 1000} s` : said
      this.current = { state: 'failed', first, last, message }
      this.log.error(`positions ${first} to ${last} are not archived: ${message}`)
    }
  }

  private async carryOut(plan: ArchivePlan, by: string, known: Mark | undefined): Promise<void> {
    const client = await this.pool.connect()
    try {
      if (!(await this.marks.lock(client))) throw new ArchiveRefusedError('another chronik is archiving')
      const { position, hash: previous } = await this.marks.archived()
      if (position + 1 !== plan.first) throw new ArchiveRefusedError(`the archive goes to ${position} meanwhile`)
      const hash = await copyRange(client, this.around.folder, plan, previous ?? GENESIS, (at) => this.onward(at))
      failpoint('archive-checked')
      const mark = known ?? (await this.mark(plan, { previous: previous ?? GENESIS, hash, by }))
      if (mark.hash !== hash) throw new ArchiveRefusedError(`position ${plan.last} was announced with another hash`)
      failpoint('archive-marked')
      this.current = { ...this.current, step: 'announcing' }
      const at = await this.around.append(mark.event)
      failpoint('archive-announced')
      await this.untilWritten(at)
      this.current = { ...this.current, step: 'swapping' }
      await swapRange(client, plan)
    } finally {
      // The session is closed, and with it the lock goes, however this ended.
      client.release(true)
    }
  }

  private async mark(plan: ArchivePlan, told: { previous: string; hash: string; by: string }): Promise<Mark> {
    const { first, last, bytes, partitions } = plan
    const recorded_until = new Date(partitions.at(-1)!.recordedMs).toISOString()
    const figures = { first, last, events: last - first + 1, partitions: partitions.length, bytes }
    const data: MeshEvent<'log.archived.v1'>['data'] = { ...figures, ...told, recorded_until }
    const event = complete(draft('log.archived.v1', { subject: 'log/archive', data }), 'heimgewebe/chronik', new Date())
    return this.marks.put({ first, last, hash: told.hash, event })
  }

  private onward(position: number): void {
    this.signal?.throwIfAborted()
    this.current = { ...this.current, position }
  }

  private async untilWritten(position: number): Promise<void> {
    const until = Date.now() + WRITTEN_MS
    while (this.around.written() < position) {
      if (Date.now() > until) throw new ArchiveRefusedError(`the portable log does not reach position ${position}`)
      await sleep(50, undefined, { signal: this.signal })
    }
  }

  private async firstMissing(to: number): Promise<number | undefined> {
    let due = 1
    for (const { first, last } of await listSegments(this.around.folder).catch(() => []))
      if (first === due && last !== undefined) due = last + 1
    return due <= to ? due : undefined
  }
}
