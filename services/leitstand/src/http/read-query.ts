import { BadRequestException } from '@nestjs/common'

/** Query parameters as they came: a repeated one is a list. */
export type RawQuery = Readonly<Record<string, unknown>>

/** Longest text of a query parameter, in characters. */
const MAX_TEXT = 1000

const refuse = (message: string): never => {
  throw new BadRequestException({ code: 'query', message })
}

/** A text; undefined where it is absent or empty. */
export const textOf = (query: RawQuery, name: string): string | undefined => {
  const value = query[name]
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') return refuse(`${name} is given more than once`)
  // NOTE: Postgres refuses NUL in a text.
  if (value.length > MAX_TEXT || value.includes('\0'))
    return refuse(`${name} is no text of at most ${MAX_TEXT} characters`)
  return value
}

/** A whole number from `min` to `max`; undefined where it is absent. */
export const intOf = (query: RawQuery, name: string, min: number, max: number): number | undefined => {
  const text = textOf(query, name)
  if (text === undefined) return undefined
  const value = Number(text)
  return Number.isInteger(value) && value >= min && value <= max
    ? value
    : refuse(`${name} is no whole number from ${min} to ${max}`)
}

/** A subject from the rest of a path; the router has decoded it already. */
export const restOf = (rest: string): string =>
  rest.includes('\0') ? refuse('the path holds the character NUL') : rest
