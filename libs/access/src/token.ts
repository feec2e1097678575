import { hash, randomBytes } from 'node:crypto'
import type { Scope } from './scopes.js'

/** First letters of every token that is made by name, so that scanners for leaked secrets can know one. */
export const TOKEN_PREFIX = 'hgw_'

/** What is kept of a token: never the token itself. */
export interface TokenEntry {
  /** Unique; small letters, digits, dots and dashes. */
  readonly name: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the token, in hex. A token is 256 random bits: nothing slower is needed against guessing. */
  readonly sha256: string
  /** ISO time. */
  readonly created: string
  /** ISO time from which on it is refused; absent: never. */
  readonly expires?: string
}

/** A token that nobody has seen yet: 256 random bits. */
export const newToken = (): string => TOKEN_PREFIX + randomBytes(32).toString('base64url')

/** What a token is looked up by. */
export const digestOf = (token: string): string => hash('sha256', token)

/** Whether the time of a token is over. */
export const isExpired = ({ expires }: Pick<TokenEntry, 'expires'>, now: Date): boolean =>
  expires !== undefined && Date.parse(expires) <= now.getTime()
