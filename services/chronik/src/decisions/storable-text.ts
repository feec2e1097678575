/** Text that Postgres and every reader can hold: U+FFFD in the place of NUL and of half a surrogate pair. */
export const storable = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') ? text : text.toWellFormed().replaceAll('\0', '\uFFFD')

/** The same, not longer than `limit` characters. */
export const clean = (text: string, limit: number): string =>
  storable(text.length > limit ? text.slice(0, limit) : text)

/** An escape of NUL in JSON: not one of a backslash before these letters. */
const NUL = /(?<!\\)((?:\\\\)*)\\u0000/g

/** Whether a value of JSON holds NUL anywhere. */
export const holdsNul = (value: unknown): boolean => (JSON.stringify(value) ?? '').search(NUL) >= 0

/** The same value with U+FFFD for each NUL, in its keys too. */
export const withoutNul = <Value>(value: Value): Value =>
  holdsNul(value) ? (JSON.parse(JSON.stringify(value).replaceAll(NUL, '$1\\ufffd')) as Value) : value
