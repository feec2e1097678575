import { createReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** One line of a file. */
export interface SegmentLine {
  /** From 1. */
  readonly number: number
  /** Undefined where the bytes are no UTF-8. */
  readonly text: string | undefined
  /** Bytes of the file up to and with this line; unpacked where the file is packed. */
  readonly end: number
  /** False for a last line without a line break: its writer died, or is still at it. */
  readonly whole: boolean
}

/** What ends every line. */
export const LINE_BREAK = 10

// NOTE: strict: otherwise two different broken bytes would read as the same character and hash alike.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of a line; undefined where its bytes are no UTF-8. */
export const textOf = (bytes: Buffer): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** The lines of a segment, packed (`.gz`) or plain. Throws where the file cannot be read or unpacked. */
export async function* linesOf(path: string): AsyncGenerator<SegmentLine> {
  let rest: Buffer = Buffer.alloc(0)
  let number = 0
  let end = 0
  for await (const chunk of openFile(path)) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    let from = 0
    for (let at = bytes.indexOf(LINE_BREAK); at >= 0; at = bytes.indexOf(LINE_BREAK, from)) {
      end += at + 1 - from
      yield { number: ++number, text: textOf(bytes.subarray(from, at)), end, whole: true }
      from = at + 1
    }
    rest = bytes.subarray(from)
  }
  if (rest.length > 0) yield { number: number + 1, text: textOf(rest), end: end + rest.length, whole: false }
}

const openFile = (path: string): Readable => {
  const file = createReadStream(path, { highWaterMark: 262_144 })
  // NOTE: the error of either end reaches the reader; the callback only keeps it from being thrown as well.
  return path.endsWith('.gz') ? pipeline(file, createGunzip({ chunkSize: 262_144 }), () => undefined) : file
}
