import { BadRequestException } from '@nestjs/common'
import { text } from './queries.js'

/** A time in Unix milliseconds, or undefined. Throws 400 naming the parameter. */
export const moment = (name: string, value: unknown): number | undefined => {
  const given = text(name, value)
  if (given === undefined) return undefined
  const at = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(given) ? Date.parse(given) : NaN
  if (Number.isNaN(at)) throw refused(`${name} is not a time such as 2026-03-01T10:00:00Z`)
  return at
}

/** A number from 0 to 1, or the default. Throws 400 naming the parameter. */
export const share = (name: string, value: unknown, fallback: number): number => {
  const given = text(name, value)
  if (given === undefined) return fallback
  if (!/^(?:0(?:\.\d{1,9})?|1(?:\.0+)?)$/.test(given)) throw refused(`${name} is not a number from 0 to 1`)
  return Number(given)
}

const refused = (message: string): BadRequestException => new BadRequestException({ code: 'parameter', message })
