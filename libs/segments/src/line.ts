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
/** More than the members that a line adds to the event can take. */
const TAIL = 320
const ADDED =
  /,"position":([1-9]\d{0,15}),"streamversion":([1-9]\d{0,9}),"recorded":"([0-9T:.Z-]{20,32})","previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/

/**
 * The line of a row, without its line break: the event with five more members, so that any reader of CloudEvents reads it.
 * The hash covers the hash of the line before and every byte of this line that stands before the member `hash`.
 */
export const sealLine = (row: LogRow, previous: string): { readonly text: string; readonly hash: string } => {
  const { position, streamversion, recorded, body } = row
  const content = `${body.slice(0, -1)},"position":${position},"streamversion":${streamversion},"recorded":"${recorded}","previous":"${previous}"`
  const hash = digest(previous, content)
  return { text: `${content},"hash":"${hash}"}`, hash }
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

const digest = (previous: string, content: string): string => hashOf('sha256', previous + content, 'hex')
