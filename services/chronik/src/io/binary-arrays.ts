/** Postgres' binary array format: an insert of many rows as one parameter a column, without escaping or parsing. */

const OID = { int8: 20, int4: 23, text: 25, uuid: 2950, timestamptz: 1184 } as const
/** Postgres counts microseconds from here: 2000-01-01 in Unix milliseconds. */
const EPOCH_MS = 946_684_800_000

const array = (oid: number, elements: readonly (Buffer | null)[]): Buffer => {
  const size = elements.reduce((sum, element) => sum + 4 + (element?.length ?? 0), 20)
  const out = Buffer.allocUnsafe(size)
  out.writeInt32BE(1, 0)
  out.writeInt32BE(elements.includes(null) ? 1 : 0, 4)
  out.writeInt32BE(oid, 8)
  out.writeInt32BE(elements.length, 12)
  out.writeInt32BE(1, 16)
  let at = 20
  for (const element of elements) {
    at = out.writeInt32BE(element?.length ?? -1, at)
    if (element) at += element.copy(out, at)
  }
  return out
}

/** bigint[] from safe integers. */
export const int8Array = (values: readonly number[]): Buffer =>
  array(
    OID.int8,
    values.map((value) => {
      const element = Buffer.allocUnsafe(8)
      element.writeBigInt64BE(BigInt(value))
      return element
    }),
  )

/** integer[]. */
export const int4Array = (values: readonly number[]): Buffer =>
  array(
    OID.int4,
    values.map((value) => {
      const element = Buffer.allocUnsafe(4)
      element.writeInt32BE(value)
      return element
    }),
  )

/** text[]; no text may hold the character NUL. */
export const textArray = (values: readonly (string | null)[]): Buffer =>
  array(
    OID.text,
    values.map((value) => (value === null ? null : Buffer.from(value, 'utf8'))),
  )

/** uuid[] from canonical texts. */
export const uuidArray = (values: readonly string[]): Buffer =>
  array(
    OID.uuid,
    values.map((value) => Buffer.from(value.replaceAll('-', ''), 'hex')),
  )

/** timestamptz[] from RFC 3339 texts, to the millisecond. */
export const timestamptzArray = (values: readonly string[]): Buffer =>
  array(
    OID.timestamptz,
    values.map((value) => {
      const element = Buffer.allocUnsafe(8)
      element.writeBigInt64BE(BigInt(Math.trunc(Date.parse(value) - EPOCH_MS)) * 1000n)
      return element
    }),
  )
