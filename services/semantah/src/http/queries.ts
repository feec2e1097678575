import { BadRequestException } from '@nestjs/common'
import type { Moment } from '../io/graph-store.js'

/** Longest subject that is looked up, in characters: the longest path and repository that an event may carry. */
const MAX_SUBJECT = 4500

/** Query parameters as they come. */
export type Parameters = Readonly<Record<string, unknown>>

/** A subject that must be there. Throws 400 naming the parameter. */
export const subject = (name: string, value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw refused(`${name} is missing: a subject such as pr/owner/repo/42`)
  if (value.length > MAX_SUBJECT) throw refused(`${name} is longer than ${MAX_SUBJECT} characters`)
  return value
}

/** A text that may be there; given twice is refused. */
export const text = (name: string, value: unknown): string | undefined => {
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') throw refused(`${name} is given more than once`)
  return value
}

/** One of some words, the first where none is given. Throws 400 naming the parameter and the words. */
export const oneOf = <Word extends string>(name: string, value: unknown, words: readonly [Word, ...Word[]]): Word => {
  const given = text(name, value)
  if (given === undefined) return words[0]
  const found = words.find((word) => word === given)
  if (found === undefined) throw refused(`${name} is none of ${words.join(', ')}`)
  return found
}

/** A whole number in a range, or the default where it is not given. Throws 400 naming the parameter and the range. */
export const whole = (
  name: string,
  value: unknown,
  { least, most, fallback }: { readonly least: number; readonly most: number; readonly fallback: number },
): number => {
  if (value === undefined || value === '') return fallback
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : NaN
  if (!(number >= least && number <= most)) throw refused(`${name} is not a whole number from ${least} to ${most}`)
  return number
}

/** A time in Unix milliseconds, or undefined. Throws 400 naming the parameter. */
export const time = (name: string, value: unknown): number | undefined => {
  const given = text(name, value)
  if (given === undefined) return undefined
  const at = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(given) ? Date.parse(given) : NaN
  if (Number.isNaN(at)) throw refused(`${name} is not a time such as 2026-03-01T10:00:00Z`)
  return at
}

/** The moment that `at` names: a time, or a place in the log. Empty where it is not given. Throws 400. */
export const moment = ({ at }: Parameters): { moment?: Moment } => {
  const given = text('at', at)
  if (given === undefined) return {}
  if (/^\d{1,15}$/.test(given)) return { moment: { axis: 'position', at: Number(given) } }
  return { moment: { axis: 'time', at: time('at', given)! } }
}

const refused = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
