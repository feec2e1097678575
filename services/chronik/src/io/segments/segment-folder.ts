import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { failpoint } from '@heimgewebe/mesh'
import {
  type ChainLine,
  ChainVerifier,
  closedName,
  GENESIS,
  linesOf,
  listSegments,
  type LogRow,
  openName,
  packBlocks,
  parseLine,
  sealLine,
  sealLines,
  type Segment,
} from '@heimgewebe/segments'

/** Below the default of 6: packing shares the processor with the appends. */
const GZIP_LEVEL = 3
const PRIVATE = 0o600

/**
 * The segments of one log on disk: one open file that lines are added to, and packed files before it. The last whole line
 * is the place; after a death at any point `resume` finds it again.
 */
export class SegmentFolder {
  private file: FileHandle | undefined
  private dirty = false

  private constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
    private last: ChainLine | undefined,
    private first: number,
    private size: number,
  ) {}

  /** Opens a folder where it was left: removes half-made files, cuts half a last line, checks the chain of the open segment. */
  static async resume(folder: string, maxBytes: number): Promise<SegmentFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const segments = await listSegments(folder)
    await removeLeftovers(folder, segments)
    const tail = segments.at(-1)
    if (tail === undefined) return new SegmentFolder(folder, maxBytes, undefined, 1, 0)
    if (tail.last !== undefined)
      return new SegmentFolder(folder, maxBytes, await lastLineOf(tail.path), tail.last + 1, 0)
    const { last, size } = await checkOpen(tail)
    const before = segments.at(-2)
    const known = last ?? (before && (await lastLineOf(before.path)))
    return new SegmentFolder(folder, maxBytes, known, tail.first, size)
  }

  /** Position of the last line. */
  get position(): number {
    return this.last?.position ?? 0
  }

  /** Hash of the last line. */
  get hash(): string {
    return this.last?.hash ?? GENESIS
  }

  /** Whether the last line is the one that this row gives: the segments and the log are of one origin. */
  endsWith(row: LogRow | undefined): boolean {
    if (this.last === undefined) return true
    return row !== undefined && sealLine(row, this.last.previous).hash === this.last.hash
  }

  /** Adds rows that follow on the last; packs the segment when it is full. After an error the folder must be resumed anew. */
  async append(rows: readonly LogRow[]): Promise<void> {
    const { bytes, previous, hash } = sealLines(rows, this.hash)
    this.file ??= await open(join(this.folder, openName(this.first)), 'a', PRIVATE)
    await this.file.appendFile(bytes)
    failpoint('segment-appended')
    this.dirty = true
    this.size += bytes.length
    this.last = { ...rows.at(-1)!, previous, hash, sound: true }
    if (this.size >= this.maxBytes) await this.pack()
  }

  /** Returns when all that was added is on disk. */
  async sync(): Promise<void> {
    if (!this.dirty) return
    await this.file?.datasync()
    this.dirty = false
  }

  /** Lets the open file go, without a word about what is on disk. */
  async release(): Promise<void> {
    const { file } = this
    this.file = undefined
    await file?.close()
  }

  private async pack(): Promise<void> {
    await this.sync()
    await this.release()
    const plain = join(this.folder, openName(this.first))
    const packed = join(this.folder, closedName(this.first, this.position))
    await pipeline(
      createReadStream(plain),
      (lines: AsyncIterable<Buffer>) => packBlocks(lines, GZIP_LEVEL),
      createWriteStream(`${packed}.tmp`, { mode: PRIVATE, flush: true }),
    )
    failpoint('segment-packed')
    await rename(`${packed}.tmp`, packed)
    await syncFolder(this.folder)
    // A death before this line leaves both; the packed one counts.
    failpoint('segment-renamed')
    await rm(plain)
    this.first = this.position + 1
    this.size = 0
  }
}

const removeLeftovers = async (folder: string, segments: readonly Segment[]): Promise<void> => {
  const wanted = new Set(segments.map(({ path }) => path))
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const idle = name.endsWith('.jsonl') && !wanted.has(path) && segments.some(({ first }) => openName(first) === name)
    if (name.endsWith('.jsonl.gz.tmp') || idle) await rm(path)
  }
}

/** The last line of the open segment and its size, after what is no whole line was cut. Throws where the chain is broken. */
const checkOpen = async ({ path, first }: Segment): Promise<{ last: ChainLine | undefined; size: number }> => {
  let verifier: ChainVerifier | undefined
  let last: ChainLine | undefined
  let size = 0
  for await (const { number, text, end, whole } of linesOf(path)) {
    if (!whole) {
      await truncate(path, size)
      break
    }
    verifier ??= new ChainVerifier(first - 1, (text === undefined ? undefined : parseLine(text)?.previous) ?? GENESIS)
    last = verifier.take(path, number, text)
    const { problem } = verifier
    if (problem)
      throw new Error(
        `${path}, line ${problem.line}, position ${problem.position}: ${problem.kind}: ${problem.message}`,
      )
    size = end
  }
  return { last, size }
}

const lastLineOf = async (path: string): Promise<ChainLine> => {
  let last: string | undefined
  for await (const { text } of linesOf(path)) last = text
  const line = last === undefined ? undefined : parseLine(last)
  if (!line?.sound) throw new Error(`${path} does not end with a line of a log`)
  return line
}

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
