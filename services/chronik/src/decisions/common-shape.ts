import type { Fields } from './payload-fields.js'

/** A payload in the shape that is translated: GitHub's names and places, which two of the others follow anyway. */
export interface Shaped {
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** What a host calls an event, and how it writes it, in the common shape. */
export type Shape = (event: string, payload: Fields) => Shaped

/** The entry of a table for a word that somebody else chose: never what every object inherits. */
export const entryOf = <T>(table: Readonly<Record<string, T>>, word: string | undefined): T | undefined =>
  word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined
