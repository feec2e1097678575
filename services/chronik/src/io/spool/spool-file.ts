import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Before each entry: its length, a checksum of that, a checksum of the entry; 4 bytes each. */
export const RECORD_HEAD = 12

/** Where a record lies in its file. */
export interface Piece {
  readonly at: number
  readonly bytes: number
}

/** A record of an entry. */
export const packRecord = (entry: Buffer): Buffer => {
  const record = Buffer.alloc(RECORD_HEAD + entry.length)
  record.writeUInt32BE(entry.length, 0)
  record.writeUInt32BE(crc32(record.subarray(0, 4)), 4)
  record.writeUInt32BE(crc32(entry), 8)
  entry.copy(record, RECORD_HEAD)
  return record
}

/** One file of records, written at its end only. */
export class SpoolFile {
  private length = 0
  /** True where something half-written may lie behind the end. */
  private dirty = false

  private constructor(private readonly file: FileHandle) {}

  /** Opens a file, made where it is missing; mode 0600. */
  static async open(path: string): Promise<SpoolFile> {
    return new SpoolFile(await open(path, 'a+', 0o600))
  }

  /** End of the last whole record. */
  get end(): number {
    return this.length
  }

  /** Finds the records from a place on, and cuts off what a kill left half-written behind the last. A damaged length makes the rest one piece. */
  async scan(from: number): Promise<Piece[]> {
    const { size } = await this.file.stat()
    const pieces: Piece[] = []
    let at = Math.min(from, size)
    while (at + RECORD_HEAD <= size) {
      const head = await this.bytes(at, RECORD_HEAD)
      if (crc32(head.subarray(0, 4)) !== head.readUInt32BE(4)) {
        // Nobody knows where the next one begins: all of it is kept, as one piece that cannot be read.
        pieces.push({ at, bytes: size - at })
        at = size
        break
      }
      const bytes = RECORD_HEAD + head.readUInt32BE(0)
      if (at + bytes > size) break
      pieces.push({ at, bytes })
      at += bytes
    }
    this.length = at
    if (at < size) await this.file.truncate(at)
    return pieces
  }

  /** Writes records and waits until they are on disk. Where that fails nothing of them stays. */
  async append(records: readonly Buffer[]): Promise<Piece[]> {
    if (this.dirty) await this.clean()
    this.dirty = true
    try {
      await this.file.appendFile(Buffer.concat(records))
      await this.file.datasync()
    } catch (error) {
      // A disk that takes nothing may still give back; if not, the next write tries again before it writes.
      await this.clean().catch(() => undefined)
      throw error
    }
    this.dirty = false
    return records.map(({ length }) => {
      const piece = { at: this.length, bytes: length }
      this.length += length
      return piece
    })
  }

  /** The entry of a record; nothing where its bytes are not what was written. */
  async read(piece: Piece): Promise<Buffer | undefined> {
    const record = await this.raw(piece)
    const entry = record.subarray(RECORD_HEAD)
    const sound =
      record.length >= RECORD_HEAD &&
      crc32(record.subarray(0, 4)) === record.readUInt32BE(4) &&
      record.readUInt32BE(0) === entry.length &&
      crc32(entry) === record.readUInt32BE(8)
    return sound ? entry : undefined
  }

  /** The bytes of a record as they are. */
  raw({ at, bytes }: Piece): Promise<Buffer> {
    return this.bytes(at, bytes)
  }

  close(): Promise<void> {
    return this.file.close()
  }

  private async clean(): Promise<void> {
    await this.file.truncate(this.length)
    this.dirty = false
  }

  private async bytes(at: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length)
    const { bytesRead } = await this.file.read(buffer, 0, length, at)
    return buffer.subarray(0, bytesRead)
  }
}
