import { hash, randomBytes } from 'node:crypto'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text is a UUID in the canonical lower-case form. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** A new, time-ordered id (UUID v7, RFC 9562) for an event that nothing in the log caused. */
export const newId = (nowMs: number = Date.now()): string => layOut(nowMs, tenRandomBytes(), 0x70)

/**
 * The same id for the same input, ordered by time (UUID v8, RFC 9562): a second try is the same event, and the id index
 * of the log grows at its end, as random ids would not.
 *
 * `timeMs` is Unix time in milliseconds; before 1970 counts as 1970.
 */
export const deriveId = (timeMs: number, seed: string): string =>
  layOut(timeMs, hash('sha256', seed, 'buffer'), 0x80)

/** The Unix time in milliseconds that an id of this module carries. */
export const timeOfId = (id: string): number => parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

/** Random bytes for some 400 ids: asking the kernel for each id costs more than all the rest of an id. */
let pool = Buffer.alloc(0)
let used = 0
const tenRandomBytes = (): Buffer => {
  if (used + 10 > pool.length) {
    pool = randomBytes(4096)
    used = 0
  }
  return pool.subarray(used, (used += 10))
}

const layOut = (timeMs: number, rest: Uint8Array, version: number): string => {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(Math.min(Math.max(0, Math.trunc(timeMs)), 2 ** 48 - 1), 0, 6)
  bytes.set(rest.subarray(0, 10), 6)
  bytes[6] = version | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
