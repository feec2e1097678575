/** Postgres' binary array format: an insert of many rows as one parameter a column, without escaping or parsing. */

const OID = { int8: 20, int4: 23, text: 25, uuid: 2950, timestamptz: 1184 } as const
/** Postgres counts microseconds from here: 2000-01-01 in Unix milliseconds. */
const EPOCH_MS = 946_684_800_000
/** Bytes before the first element, and before each. */
const HEAD = 20
const LENGTH = 4
const TWO_POW_32 = 2 ** 32

/** Room for an array of one dimension, with its head. Each element is written into it in place: a buffer each costs more. */
const open = (oid: number, count: number, size: number, hasNull: boolean): Buffer => {
  const out = Buffer.allocUnsafe(size)
  out.writeInt32BE(1, 0)
  out.writeInt32BE(hasNull ? 1 : 0, 4)
  out.writeInt32BE(oid, 8)
  out.writeInt32BE(count, 12)
  out.writeInt32BE(1, 16)
  return out
}

/** An array of elements of one size. */
const fixed = <Value>(
  oid: number,
  size: number,
  values: readonly Value[],
  write: (out: Buffer, value: Value, at: number) => void,
): Buffer => {
  const out = open(oid, values.length, HEAD + values.length * (LENGTH + size), false)
  let at = HEAD
  for (const value of values) {
    out.writeInt32BE(size, at)
    write(out, value, at + LENGTH)
    at += LENGTH + size
  }
  return out
}

const writeInt8 = (out: Buffer, value: number, at: number): void => {
  const high = Math.floor(value / TWO_POW_32)
  out.writeInt32BE(high, at)
  out.writeUInt32BE(value - high * TWO_POW_32, at + 4)
}

/** bigint[] from safe integers. */
export const int8Array = (values: readonly number[]): Buffer => fixed(OID.int8, 8, values, writeInt8)

/** integer[]. */
export const int4Array = (values: readonly number[]): Buffer =>
  fixed(OID.int4, 4, values, (out, value, at) => out.writeInt32BE(value, at))

/** text[]; no text may hold the character NUL. */
export const textArray = (values: readonly (string | null)[]): Buffer => {
  let size = HEAD
  let hasNull = false
  for (const value of values) {
    size += LENGTH
    if (value === null) hasNull = true
    else size += Buffer.byteLength(value)
  }
  const out = open(OID.text, values.length, size, hasNull)
  let at = HEAD
  for (const value of values) {
    const length = value === null ? -1 : out.write(value, at + LENGTH)
    out.writeInt32BE(length, at)
    at += LENGTH + Math.max(0, length)
  }
  return out
}

/** Where the sixteen bytes of a UUID stand in its text. */
const UUID_BYTES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const

const nibble = (code: number): number => (code & 15) + (code >> 6) * 9

/** uuid[] from canonical texts. */
export const uuidArray = (values: readonly string[]): Buffer =>
  fixed(OID.uuid, UUID_BYTES.length, values, (out, value, at) => {
    for (let index = 0; index < UUID_BYTES.length; index++) {
      const from = UUID_BYTES[index]!
      out[at + index] = (nibble(value.charCodeAt(from)) << 4) | nibble(value.charCodeAt(from + 1))
    }
  })

/** timestamptz[] from RFC 3339 texts, to the millisecond. */
export const timestamptzArray = (values: readonly string[]): Buffer =>
  fixed(OID.timestamptz, 8, values, (out, value, at) => {
    const ms = Math.trunc(Date.parse(value) - EPOCH_MS)
    const microseconds = ms * 1000
    // Beyond the year 2285 they are more than a number holds exactly.
    if (Number.isSafeInteger(microseconds)) writeInt8(out, microseconds, at)
    else out.writeBigInt64BE(BigInt(ms) * 1000n, at)
  })
