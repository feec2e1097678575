import { BadRequestException } from '@nestjs/common'

/** Rows of a page where the request names no limit, and at most. */
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000

/** The answer to a request that cannot be read. */
export const refused = (message: string): BadRequestException =>
  new BadRequestException({ code: 'bad_request', message })

/** A query parameter; given twice it arrives as a list. */
export const oneText = (name: string, value: unknown): string | undefined => {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.includes('\0')) throw refused(`${name} must be one text`)
  return value
}

/** One of some words. */
export const oneOf = (name: string, value: unknown, words: readonly string[]): string | undefined => {
  const text = oneText(name, value)
  if (text !== undefined && !words.includes(text)) throw refused(`${name} must be one of ${words.join(', ')}`)
  return text
}

/** Rows wanted. */
export const limitOf = (value: unknown): number => {
  const limit = value === undefined ? DEFAULT_LIMIT : Number(value)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw refused(`limit must be a whole number from 1 to ${MAX_LIMIT}`)
  return limit
}
