import { hash as hashOf } from 'node:crypto'

/** One row of the log: all of it, since every other column is derived from the body. */
export interface LogRow {
  /** Global position, from 1 without a gap. */
  readonly position: number
  readonly streamversion: number
  /** When the log took it: RFC 3339 in UTC with microseconds, as Postgres keeps it. */
  readonly recorded: string
  /** JSON of the CloudEvent as it was stored, byte for byte. */
  readonly body: string
}

/** A line read back, with its two links. */
export interface ChainLine extends LogRow {
  /** Hash of the line before; `GENESIS` in the first line. */
  readonly previous: string
  readonly hash: string
  /** Whether the hash is the one of this content. */
  readonly sound: boolean
}

/** What the first line of a log names as the hash before it. */
export const GENESIS = '0'.repeat(64)

/** Characters of `,"hash":"<64 digits>"}`, the end of every line. */
const HASH_MEMBER = 75
/** Bytes of a hash in hex. */
const LINK = 64
/** More than the members that a line adds to the event can take. */
const TAIL = 320
const ADDED =
  /,"position":([1-9]\d{0,15}),"streamversion":([1-9]\d{0,9}),"recorded":"([0-9T:.Z-]{20,32})","previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/

/**
 * The line of a row, without its line break: the event with five more members, so that any reader of CloudEvents reads it.
 * The hash covers the hash of the line before and every byte of this line that stands before the member `hash`.
 */
export const sealLine = (row: LogRow, previous: string): { readonly text: string; readonly hash: string } => {
  const content = `${row.body.slice(0, -1)}${membersOf(row, previous)}`
  const hash = digest(previous, content)
  return { text: `${content}${hashMember(hash)}`, hash }
}

/** The lines of rows that follow on one another, each with its line break, as the bytes of one write; and the last two links. */
export const sealLines = (
  rows: readonly LogRow[],
  before: string,
): { readonly bytes: Buffer; readonly previous: string; readonly hash: string } => {
  const size = rows.reduce((sum, { body }) => sum + Buffer.byteLength(body) + TAIL, LINK)
  const bytes = Buffer.allocUnsafe(size)
  let [previous, hash] = [before, before]
  let at = 0
  for (const row of rows) {
    previous = hash
    // What is hashed stands in one piece: the link first, which the line then moves over.
    const start = at + bytes.write(previous, at, 'latin1')
    let end = start + bytes.write(row.body, start) - 1
    end += bytes.write(membersOf(row, previous), end, 'latin1')
    hash = hashOf('sha256', bytes.subarray(at, end), 'hex')
    bytes.copyWithin(at, start, end)
    end -= LINK
    at = end + bytes.write(`${hashMember(hash)}\n`, end, 'latin1')
  }
  return { bytes: bytes.subarray(0, at), previous, hash }
}

/** A line taken apart; undefined for what no line looks like. Its own hash is checked, its place in the chain is not. */
export const parseLine = (text: string): ChainLine | undefined => {
  const from = Math.max(0, text.length - TAIL)
  const found = ADDED.exec(text.slice(from))
  if (!found || text[0] !== '{') return undefined
  const [, position, streamversion, recorded, previous, hash] = found
  return {
    position: Number(position),
    streamversion: Number(streamversion),
    recorded: recorded!,
    body: `${text.slice(0, from + found.index)}}`,
    previous: previous!,
    hash: hash!,
    sound: digest(previous!, text.slice(0, -HASH_MEMBER)) === hash,
  }
}

const membersOf = ({ position, streamversion, recorded }: LogRow, previous: string): string =>
  `,"position":${position},"streamversion":${streamversion},"recorded":"${recorded}","previous":"${previous}"`

const hashMember = (hash: string): string => `,"hash":"${hash}"}`

const digest = (previous: string, content: string): string => hashOf('sha256', previous + content, 'hex')
