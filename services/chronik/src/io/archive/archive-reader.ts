import { basename } from 'node:path'
import { OutOfReachError } from '@heimgewebe/mesh'
import { BlockCache, BlockFile, type ChainLine, listSegments, parseLine, type Segment } from '@heimgewebe/segments'

/** Members of packed segments that are kept unpacked, of at most 64 KiB each. */
const KEPT_BLOCKS = 64

/** A row of the log as it was selected. */
export interface StoredRow {
  readonly position: number
  /** Empty where the event is archived. */
  readonly body: string
  /** Where the line of an archived event stands in its packed segment; null for one that is not archived. */
  readonly place: number | null
}

/**
 * Gives archived rows their bodies back: the line of each is read at its place in the packed segment, and believed only
 * when it has the right position and its own hash. Throws `OutOfReachError` where one cannot be read so.
 */
export class ArchiveReader {
  private readonly blocks = new BlockCache(KEPT_BLOCKS)
  private segments: readonly Segment[] = []

  constructor(
    /** Folder of the portable log. */
    readonly folder: string,
  ) {}

  /** The same rows in the same order, each with its body. */
  async filled<Row extends StoredRow>(rows: readonly Row[]): Promise<Row[]> {
    if (rows.every(({ place }) => place === null)) return [...rows]
    const files = new Map<string, BlockFile>()
    try {
      const whole: Row[] = []
      for (const row of rows) {
        const { position, place } = row
        whole.push(place === null ? row : { ...row, body: (await this.line(files, position, place)).body })
      }
      return whole
    } finally {
      for (const file of files.values()) await file.close()
    }
  }

  private async line(files: Map<string, BlockFile>, position: number, place: number): Promise<ChainLine> {
    const { path } = await this.segmentOf(position)
    const text = await this.textAt(files, path, place).catch((cause: unknown) => {
      throw new OutOfReachError(`archived position ${position}: ${reasonOf(cause)}`, { cause })
    })
    const line = text === undefined ? undefined : parseLine(text)
    if (line?.position === position && line.sound) return line
    this.blocks.clear()
    throw new OutOfReachError(`archived position ${position}: ${basename(path)} does not hold it where it stood`)
  }

  private async textAt(files: Map<string, BlockFile>, path: string, place: number): Promise<string | undefined> {
    let file = files.get(path)
    if (!file) files.set(path, (file = await BlockFile.open(path, this.blocks)))
    return file.lineAt(place)
  }

  private async segmentOf(position: number): Promise<Segment> {
    const find = (): Segment | undefined =>
      this.segments.find(({ first, last }) => last !== undefined && first <= position && position <= last)
    const known = find()
    if (known) return known
    this.segments = await listSegments(this.folder).catch(() => [])
    const found = find()
    if (found) return found
    throw new OutOfReachError(`archived position ${position} stands in no packed segment of ${this.folder}`)
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
