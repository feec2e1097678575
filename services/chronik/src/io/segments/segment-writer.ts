import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import type { LogRow } from '@heimgewebe/segments'
import type { LogReader } from '../reads/log-reader.js'
import type { LogWriter } from '../append/log-writer.js'
import type { PlannedEvent } from '../append/plan-append.js'
import { SegmentFolder } from './segment-folder.js'

/** Rows read and written at a time: small, so that no append waits long for the event loop. */
const PAGE = 250
/** Pages that are still written when chronik stops; the rest follows at the next start. */
const LAST_PAGES = 40
/** Characters of committed events that are kept for the segments; beyond that they are read from the log. */
const MAX_KEPT_CHARACTERS = 16_000_000
/** Rounds without a commit of our own after which the log is looked at all the same: a second chronik may have written. */
const LOOK_EVERY_ROUNDS = 10

/** How the portable log is written. */
export interface SegmentSettings {
  readonly folder: string
  /** Size at which a segment is closed and packed, in bytes. */
  readonly maxBytes: number
  /** How often lines are written and fsynced, in milliseconds. */
  readonly everyMs: number
}

/**
 * Writes the log's second, portable form, behind the log, page by page: what was committed here, and what it reads of the
 * rest. It keeps its place in the files themselves. No append waits for it, and an error in it stops nothing but itself.
 */
export class SegmentWriter {
  private readonly log = new Logger('segments')
  private folder: SegmentFolder | undefined
  private at = 0
  private synced = 0
  private committed = true
  /** What was committed and is not in the segments yet, without a gap; nothing more after it became too much. */
  private readonly kept: LogRow[] = []
  private keptCharacters = 0
  private problem: string | undefined
  private running: Promise<void> = Promise.resolve()

  constructor(
    private readonly writer: LogWriter,
    private readonly reader: LogReader,
    private readonly settings: SegmentSettings,
  ) {}

  /** Last position that is in the segments. */
  get position(): number {
    return this.at
  }

  /** Last position that is on disk for certain. */
  get durable(): number {
    return this.synced
  }

  /** Where it stands, in words. */
  describe(head: number): string {
    return `segments at ${this.at} of ${head}${this.problem === undefined ? '' : `; stopped: ${this.problem}`}`
  }

  /** Writes until the signal. */
  start(signal: AbortSignal): void {
    const stop = this.writer.onCommit((rows, recorded) => this.keep(rows, recorded))
    this.running = this.run(signal).finally(stop)
  }

  /** Resolves when all is on disk and the loop has ended. */
  stopped(): Promise<void> {
    return this.running
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let round = 0; !signal.aborted; round++) {
      if (this.committed || round % LOOK_EVERY_ROUNDS === 0) await this.round(() => signal.aborted)
      await sleep(this.settings.everyMs, undefined, { signal }).catch(() => undefined)
    }
    let pages = 0
    if (this.folder) await this.round(() => pages++ >= LAST_PAGES)
    await this.folder?.release()
  }

  private async round(enough: () => boolean): Promise<void> {
    this.committed = false
    try {
      this.folder ??= await this.resume()
      await this.catchUp(this.folder, enough)
      this.problem = undefined
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      if (problem !== this.problem) this.log.warn(`the portable log is not written: ${problem}`)
      this.problem = problem
      // What is on disk is not known after an error: the next round looks.
      await this.folder?.release().catch(() => undefined)
      this.folder = undefined
    }
  }

  private async resume(): Promise<SegmentFolder> {
    const folder = await SegmentFolder.resume(this.settings.folder, this.settings.maxBytes)
    const [row] = folder.position === 0 ? [] : await this.reader.rowsAfter(folder.position - 1, 1)
    if (!folder.endsWith(row))
      throw new Error(
        `${this.settings.folder} ends with position ${folder.position} of another log: restore from it, or move it away`,
      )
    this.at = folder.position
    return folder
  }

  private async catchUp(folder: SegmentFolder, enough: () => boolean): Promise<void> {
    let lastSync = performance.now()
    while (!enough()) {
      const rows = this.remembered(folder.position) ?? (await this.reader.rowsAfter(folder.position, PAGE))
      if (rows.length > 0) await folder.append(rows)
      this.at = folder.position
      if (rows.length < PAGE) break
      if (performance.now() - lastSync < this.settings.everyMs) continue
      await this.sync(folder)
      lastSync = performance.now()
    }
    await this.sync(folder)
  }

  private async sync(folder: SegmentFolder): Promise<void> {
    await folder.sync()
    this.synced = folder.position
  }

  private keep(rows: readonly PlannedEvent[], recorded: string): void {
    this.committed = true
    const last = this.kept.at(-1)
    if (this.keptCharacters > MAX_KEPT_CHARACTERS || (last && last.position + 1 !== rows[0]?.position)) return
    for (const { body, position, streamversion } of rows) {
      this.kept.push({ position, streamversion, recorded, body })
      this.keptCharacters += body.length
    }
  }

  /** The next rows, where they are kept. */
  private remembered(after: number): readonly LogRow[] | undefined {
    const past = this.kept.findIndex(({ position }) => position > after)
    const next = past < 0 ? undefined : this.kept[past]
    const known = next?.position === after + 1
    const gone = this.kept.splice(0, past < 0 ? this.kept.length : past + (known ? PAGE : 0))
    for (const { body } of gone) this.keptCharacters -= body.length
    return known ? gone.slice(past) : undefined
  }
}
