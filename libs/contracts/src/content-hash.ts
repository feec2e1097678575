import { createHash } from 'node:crypto'

/**
 * SHA-256, lower-case hex, of a JSON value in one fixed form (members sorted by name, no spaces): the same content gives
 * the same hash wherever it is made. What a person approves and what is acted with are compared by it.
 */
export const contentHash = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)) ?? 'null')
    .digest('hex')

/** SHA-256, lower-case hex, of a text as UTF-8. */
export const textHash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]))
}
