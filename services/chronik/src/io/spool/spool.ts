import { Logger } from '@nestjs/common'
import { writeWhole } from '@heimgewebe/access'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { packRecord, type Piece, SpoolFile } from './spool-file.js'

const MARK = 'drained.json'
const FILE = /^waiting-(\d{1,9})\.bin$/

/** The spool holds as much as it may. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError'
  readonly code = 'spool_full'
}

interface Pending {
  readonly record: Buffer
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** How far a file is drained. A mark is for one file: it says nothing about the next. */
interface Mark {
  readonly file: number
  readonly start: number
}

/**
 * Entries on disk in the order in which they came, for the time in which the database is away. An entry is there when
 * `add` resolves: written and fsynced, many at a time. After a kill half an entry at the end is cut, and one that was
 * handed out but not yet ticked off is handed out again. What cannot be read any more is kept aside, and the rest goes on.
 */
export class Spool {
  private readonly log = new Logger('spool')
  private readonly pending: Pending[] = []
  private writing = false
  /** Whoever changes the file waits for the one before. */
  private turn: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
    private file: SpoolFile,
    private number: number,
    /** Pieces that wait, oldest first. */
    private readonly pieces: Piece[],
  ) {}

  /** Opens the spool of a folder, made where it is missing. `maxBytes`: all that may wait. */
  static async open(folder: string, maxBytes: number): Promise<Spool> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const numbers = (await readdir(folder)).flatMap((name) => FILE.exec(name)?.slice(1).map(Number) ?? [])
    const mark = await readMark(folder)
    const number = mark && numbers.includes(mark.file) ? mark.file : Math.min(...numbers, Infinity)
    const known = Number.isFinite(number) ? number : 1
    const file = await SpoolFile.open(nameOf(folder, known))
    const pieces = await file.scan(mark?.file === known ? mark.start : 0)
    const spool = new Spool(folder, maxBytes, file, known, pieces)
    await spool.dropOthers()
    return spool
  }

  /** Entries that wait, also such that are not on disk yet. */
  get count(): number {
    return this.pieces.length + this.pending.length
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.file.end - (this.pieces[0]?.at ?? this.file.end)
  }

  /** Resolves when the entry is on disk. Rejects with `SpoolFullError`, or with the error of the disk; nothing of it is kept then. */
  add(entry: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({ record: packRecord(entry), resolve, reject })
      if (!this.writing) void this.alone(() => this.write())
      this.writing = true
    })
  }

  /** The oldest entries that wait and can be read, in their order: `most` of them, and one of any size or several of `bytes`. */
  async first(most = 1, bytes = 0): Promise<Buffer[]> {
    const entries: Buffer[] = []
    let size = 0
    for (let piece = this.pieces[0]; piece && entries.length < most; piece = this.pieces[entries.length]) {
      size += piece.bytes
      if (entries.length > 0 && size > bytes) break
      const entry = await this.file.read(piece)
      if (entry) entries.push(entry)
      else if (entries.length > 0) break
      else await this.setAside(piece)
    }
    return entries
  }

  /** Ticks the oldest entries off. A mark that cannot be written costs only that they are handed out again after a restart. */
  async tick(entries = 1): Promise<void> {
    const piece = this.pieces.splice(0, entries).at(-1)
    if (!piece) return
    const mark: Mark = { file: this.number, start: piece.at + piece.bytes }
    await this.alone(() => (this.count === 0 ? this.renew() : writeMark(this.folder, mark))).catch((error: unknown) =>
      this.log.warn(`the place in the spool cannot be kept: ${String(error)}`),
    )
  }

  private async setAside(piece: Piece): Promise<void> {
    const file = await this.keepAside(await this.file.raw(piece))
    this.log.error(`an entry of the spool is damaged and lies in ${file}`)
    await this.tick()
  }

  /** Keeps bytes for a person to look at; gives the file. */
  async keepAside(bytes: Buffer): Promise<string> {
    const file = join(this.folder, 'aside', `${Date.now()}-${this.number}-${bytes.length}.bin`)
    await writeWhole(file, bytes)
    return file
  }

  /** Waits for what is being written, and closes the file. */
  async close(): Promise<void> {
    await this.turn
    await this.file.close()
  }

  private alone(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }

  private async write(): Promise<void> {
    // One turn of the event loop: entries that came together share one fsync.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.pending.length > 0) {
      const group = this.fitting()
      try {
        if (group.length > 0) this.pieces.push(...(await this.file.append(group.map(({ record }) => record))))
        this.pending.splice(0, group.length)
        for (const { resolve } of group) resolve()
      } catch (error) {
        this.pending.splice(0, group.length)
        for (const { reject } of group) reject(error)
      }
    }
    this.writing = false
  }

  /** The entries in front that still fit; those that do not are refused. */
  private fitting(): Pending[] {
    let size = this.bytes
    const fits = ({ record }: Pending): boolean => {
      size += record.length
      return size <= this.maxBytes
    }
    const all = this.pending.splice(0)
    const group = all.filter((one) => {
      if (fits(one)) return true
      size -= one.record.length
      one.reject(new SpoolFullError(`${this.bytes} bytes wait already; at most ${this.maxBytes} may`))
      return false
    })
    this.pending.unshift(...group)
    return group
  }

  /** All is drained: a new file begins, which no mark of the old one can be mistaken for. */
  private async renew(): Promise<void> {
    if (this.count > 0 || this.file.end === 0) return
    const next = await SpoolFile.open(nameOf(this.folder, this.number + 1))
    const old = this.file
    await writeMark(this.folder, { file: this.number + 1, start: 0 })
    this.file = next
    this.number++
    await old.close()
    await this.dropOthers()
  }

  private async dropOthers(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const number = Number(FILE.exec(name)?.[1])
      if (number < this.number) await rm(join(this.folder, name), { force: true })
    }
  }
}

const nameOf = (folder: string, number: number): string => join(folder, `waiting-${number}.bin`)

const writeMark = (folder: string, mark: Mark): Promise<void> => writeWhole(join(folder, MARK), JSON.stringify(mark))

/** A mark that cannot be read is none: what was drained already is known by its content when it is drained again. */
const readMark = async (folder: string): Promise<Mark | undefined> => {
  try {
    const mark = JSON.parse(await readFile(join(folder, MARK), 'utf8')) as Partial<Mark>
    const isMark = Number.isSafeInteger(mark.file) && Number.isSafeInteger(mark.start) && Number(mark.start) >= 0
    return isMark ? (mark as Mark) : undefined
  } catch {
    return undefined
  }
}
