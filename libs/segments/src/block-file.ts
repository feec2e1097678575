import { type FileHandle, open } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { blockSize, MOST_PACKED } from './blocks.js'
import { LINE_BREAK, textOf } from './read-lines.js'

/** A member, unpacked, and where the next one begins. */
export interface Block {
  readonly plain: Buffer
  readonly next: number
}

/** A line and its place: byte of its member in the file times 65,536, and byte of the line in the unpacked member. */
export interface PlacedLine {
  readonly place: number
  /** Undefined where the bytes are no UTF-8. */
  readonly text: string | undefined
}

/** Members that were unpacked, the latest last, as many as may be kept. */
export class BlockCache {
  private readonly blocks = new Map<string, Block>()

  constructor(private readonly most: number) {}

  get(key: string): Block | undefined {
    const block = this.blocks.get(key)
    if (block) {
      this.blocks.delete(key)
      this.blocks.set(key, block)
    }
    return block
  }

  /** Forgets all: what was read does not fit, and a file may be put right. */
  clear(): void {
    this.blocks.clear()
  }

  set(key: string, block: Block): void {
    this.blocks.set(key, block)
    if (this.blocks.size > this.most) this.blocks.delete(this.blocks.keys().next().value!)
  }
}

const INNER = 65_536

/** A packed segment that is read at any of its lines. Errors say what is wrong with which file. */
export class BlockFile {
  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly cache: BlockCache,
  ) {}

  static async open(path: string, cache = new BlockCache(4)): Promise<BlockFile> {
    return new BlockFile(path, await open(path, 'r'), cache)
  }

  /** Whether the file is packed in members that can be read alone. */
  async hasBlocks(): Promise<boolean> {
    return blockSize(await this.bytesAt(0)) !== undefined
  }

  /** The line that begins at a place; undefined where no whole one does. */
  async lineAt(place: number): Promise<string | undefined> {
    const parts: Buffer[] = []
    let from = place % INNER
    for (let at = Math.floor(place / INNER); ; from = 0) {
      const block = await this.block(at)
      if (!block) return undefined
      const end = block.plain.indexOf(LINE_BREAK, from)
      parts.push(block.plain.subarray(from, end < 0 ? undefined : end))
      if (end >= 0) return textOf(parts.length === 1 ? parts[0]! : Buffer.concat(parts))
      at = block.next
    }
  }

  /** Every whole line with its place. */
  async *lines(): AsyncGenerator<PlacedLine> {
    let parts: Buffer[] = []
    let place = 0
    for (let at = 0; ;) {
      const block = await this.block(at)
      if (!block) return
      let from = 0
      for (let end = block.plain.indexOf(LINE_BREAK); end >= 0; end = block.plain.indexOf(LINE_BREAK, from)) {
        parts.push(block.plain.subarray(from, end))
        yield { place, text: textOf(Buffer.concat(parts)) }
        from = end + 1
        place = at * INNER + from
        parts = []
      }
      parts.push(block.plain.subarray(from))
      at = block.next
    }
  }

  close(): Promise<void> {
    return this.file.close()
  }

  private async block(at: number): Promise<Block | undefined> {
    const key = `${this.path}:${at}`
    const known = this.cache.get(key)
    if (known) return known
    const bytes = await this.bytesAt(at)
    if (bytes.length === 0) return undefined
    const size = blockSize(bytes)
    if (size === undefined || size > bytes.length) throw new Error(`${this.path} has no whole member at byte ${at}`)
    const block = { plain: this.unpack(bytes.subarray(0, size), at), next: at + size }
    this.cache.set(key, block)
    return block
  }

  private unpack(bytes: Buffer, at: number): Buffer {
    try {
      // NOTE: in this thread: a member takes a fraction of a millisecond, a turn through the pool about as long.
      return gunzipSync(bytes)
    } catch (cause) {
      throw new Error(`${this.path} cannot be unpacked at byte ${at}`, { cause })
    }
  }

  private async bytesAt(at: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(MOST_PACKED)
    const { bytesRead } = await this.file.read(buffer, 0, MOST_PACKED, at)
    return buffer.subarray(0, bytesRead)
  }
}
