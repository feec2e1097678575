import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

const deflate = promisify(deflateRaw)

/**
 * Packed segments are BGZF: gzip members of at most 64 KiB, one behind the other, each naming its own size. Any reader of
 * gzip reads the whole; who knows where a line begins unpacks one member for it, not all that stands before.
 */
const MOST_PLAIN = 65_280
/** Largest member, packed. */
export const MOST_PACKED = 65_536
const HEAD = Buffer.from('1f8b08040000000000ff0600424302000000', 'hex')
/** Where a member names its size, less one. */
const SIZE_AT = 16
const TAIL_BYTES = 8
/** An empty member, the mark of a file that is whole. */
const END = Buffer.from('1f8b08040000000000ff0600424302001b0003000000000000000000', 'hex')

/** Packs a stream of bytes in members. */
export async function* packBlocks(source: AsyncIterable<Buffer>, level: number): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let bytes = 0
  for await (const chunk of source) {
    waiting.push(chunk)
    bytes += chunk.length
    if (bytes < MOST_PLAIN) continue
    const all = Buffer.concat(waiting)
    let from = 0
    for (; all.length - from >= MOST_PLAIN; from += MOST_PLAIN)
      yield await blockOf(all.subarray(from, from + MOST_PLAIN), level)
    waiting = [all.subarray(from)]
    bytes = all.length - from
  }
  if (bytes > 0) yield await blockOf(Buffer.concat(waiting), level)
  yield END
}

/** Packed size of the member that these bytes begin with; undefined where they begin with none of this form. */
export const blockSize = (bytes: Buffer): number | undefined =>
  bytes.length > HEAD.length && bytes.compare(HEAD, 0, SIZE_AT, 0, SIZE_AT) === 0
    ? bytes.readUInt16LE(SIZE_AT) + 1
    : undefined

const blockOf = async (plain: Buffer, level: number): Promise<Buffer> => {
  const packed = await deflate(plain, { level })
  const block = Buffer.allocUnsafe(HEAD.length + packed.length + TAIL_BYTES)
  HEAD.copy(block)
  block.writeUInt16LE(block.length - 1, SIZE_AT)
  packed.copy(block, HEAD.length)
  block.writeUInt32LE(crc32(plain), block.length - TAIL_BYTES)
  block.writeUInt32LE(plain.length, block.length - TAIL_BYTES / 2)
  return block
}
