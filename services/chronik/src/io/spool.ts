import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { writeWhole } from '@heimgewebe/access'

/** Length and checksum before each entry, in bytes. */
const HEAD = 8
const FILE = 'waiting.bin'
const MARK = 'drained.json'

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

/**
 * Entries on disk in the order in which they came, for the time in which the database is away. An entry is there when
 * `add` resolves: written and fsynced, many at a time. After a kill half an entry at the end is cut, and one that was
 * handed out but not yet ticked off is handed out again.
 */
export class Spool {
  private readonly pending: Pending[] = []
  private writing = false
  /** Whoever changes the file waits for the one before. */
  private turn: Promise<unknown> = Promise.resolve()
  private waiting = 0

  private constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
    private readonly file: FileHandle,
    /** End of the last whole entry. */
    private end: number,
    /** Start of the first entry that is not ticked off. */
    private start: number,
  ) {}

  /** Opens the spool of a folder, made where it is missing. `maxBytes`: all that may wait. */
  static async open(folder: string, maxBytes: number): Promise<Spool> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(join(folder, FILE), 'a+', 0o600)
    const size = (await file.stat()).size
    let start = await readMark(folder)
    if (start > size) {
      // The file was emptied, and a kill kept the mark.
      await rm(join(folder, MARK), { force: true })
      start = size
    }
    const { end, entries } = await scan(file, start, size)
    if (end < size) await file.truncate(end)
    const spool = new Spool(folder, maxBytes, file, end, start)
    spool.waiting = entries
    return spool
  }

  /** Entries that wait. */
  get count(): number {
    return this.waiting
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.end - this.start
  }

  /** Resolves when the entry is on disk. Rejects with `SpoolFullError`, or with the error of the disk; nothing of it is kept then. */
  add(entry: Buffer): Promise<void> {
    const record = Buffer.alloc(HEAD + entry.length)
    record.writeUInt32BE(entry.length, 0)
    record.writeUInt32BE(crc32(entry), 4)
    entry.copy(record, HEAD)
    return new Promise((resolve, reject) => {
      this.pending.push({ record, resolve, reject })
      if (!this.writing) void this.alone(() => this.write())
      this.writing = true
    })
  }

  /** The oldest entry that waits; nothing where none does. */
  async first(): Promise<Buffer | undefined> {
    if (this.waiting === 0) return undefined
    return readEntry(this.file, this.start, this.end)
  }

  /** Ticks the oldest entry off. */
  async tick(): Promise<void> {
    const entry = await readEntry(this.file, this.start, this.end)
    if (!entry) return
    this.start += HEAD + entry.length
    this.waiting--
    await writeWhole(join(this.folder, MARK), JSON.stringify({ start: this.start }))
    if (this.waiting === 0) await this.alone(() => this.empty())
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
      const group = this.pending.splice(0)
      try {
        await this.writeGroup(group)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.writing = false
  }

  private async writeGroup(group: readonly Pending[]): Promise<void> {
    const fitting: Pending[] = []
    let size = 0
    for (const one of group)
      if (this.bytes + size + one.record.length <= this.maxBytes) {
        fitting.push(one)
        size += one.record.length
      } else one.reject(new SpoolFullError(`${this.bytes} bytes wait already; at most ${this.maxBytes} may`))
    if (fitting.length === 0) return
    try {
      await this.file.appendFile(Buffer.concat(fitting.map(({ record }) => record)))
      await this.file.datasync()
    } catch (error) {
      // What is half there is no entry; a disk that takes nothing may still give back.
      await this.file.truncate(this.end).catch(() => undefined)
      throw error
    }
    this.end += size
    this.waiting += fitting.length
    for (const { resolve } of fitting) resolve()
  }

  /** All is drained: the file begins anew. The mark goes last, so that a kill between leaves one beyond the end, which counts for nothing. */
  private async empty(): Promise<void> {
    if (this.waiting > 0) return
    await this.file.truncate(0)
    this.start = this.end = 0
    await this.file.datasync()
    await rm(join(this.folder, MARK), { force: true })
  }
}

const readMark = async (folder: string): Promise<number> => {
  const file = await open(join(folder, MARK), 'r').catch(() => undefined)
  if (!file) return 0
  try {
    const { start } = JSON.parse(await file.readFile('utf8')) as { start?: unknown }
    return typeof start === 'number' && start >= 0 ? start : 0
  } finally {
    await file.close()
  }
}

const scan = async (file: FileHandle, from: number, size: number): Promise<{ end: number; entries: number }> => {
  let end = from
  let entries = 0
  for (;;) {
    const entry = await readEntry(file, end, size)
    if (!entry) return { end, entries }
    end += HEAD + entry.length
    entries++
  }
}

/** The entry that begins at a place; nothing where there is no whole one. */
const readEntry = async (file: FileHandle, at: number, size: number): Promise<Buffer | undefined> => {
  if (at + HEAD > size) return undefined
  const head = Buffer.alloc(HEAD)
  await file.read(head, 0, HEAD, at)
  const length = head.readUInt32BE(0)
  if (at + HEAD + length > size) return undefined
  const entry = Buffer.alloc(length)
  await file.read(entry, 0, length, at + HEAD)
  return crc32(entry) === head.readUInt32BE(4) ? entry : undefined
}
