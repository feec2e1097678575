import { without } from './hide-proof.js'
import { HostError, type HostProblem, shown } from '../errors.js'
import type { Incoming } from './send.js'

const BY_STATUS: Readonly<Record<number, HostProblem>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  409: 'conflict',
  410: 'not_found',
  429: 'rate_limited',
}

/** What else an error has to know: the time in milliseconds, and what it must not repeat, though the host does. */
export interface Asking {
  readonly now: number
  readonly secrets: readonly string[]
}

/** The error that an answer means; undefined for one that is fine. */
export const problemOf = (answer: Incoming, what: string, { now, secrets }: Asking): HostError | undefined => {
  const { status } = answer
  if (status >= 200 && status < 300) return undefined
  const retryAfterMs = waitOf(answer, now)
  // GitHub says "too often" with 403, and means it when it names a wait or has nothing left to give.
  const tooOften = status === 403 && (answer.header('retry-after') ?? spent(answer))
  const code = tooOften ? 'rate_limited' : (BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'invalid'))
  const asked =
    retryAfterMs === undefined || !(code === 'rate_limited' || code === 'unavailable') ? {} : { retryAfterMs }
  return new HostError(code, `${what} answers ${status}${saidIn(answer.body, secrets)}`, { status, ...asked })
}

const spent = (answer: Incoming): string | undefined =>
  (answer.header('x-ratelimit-remaining') ?? answer.header('ratelimit-remaining')) === '0' ? 'spent' : undefined

/** Retry-After in seconds or as a date; else the moment at which a spent allowance is filled again. */
const waitOf = (answer: Incoming, now: number): number | undefined => {
  const after = answer.header('retry-after')
  if (after !== undefined && /^\d+$/.test(after)) return Number(after) * 1000
  if (after !== undefined && !Number.isNaN(Date.parse(after))) return Math.max(0, Date.parse(after) - now)
  const reset = answer.header('x-ratelimit-reset') ?? answer.header('ratelimit-reset')
  if (spent(answer) === undefined || reset === undefined || !/^\d{9,12}$/.test(reset)) return undefined
  return Math.max(0, Number(reset) * 1000 - now)
}

/** The host's own words, for a person: the first of them only, for they may be a page. */
const saidIn = (body: Buffer, secrets: readonly string[]): string => {
  try {
    const { message, error } = JSON.parse(body.toString('utf8')) as { message?: unknown; error?: unknown }
    const said = typeof message === 'string' ? message : typeof error === 'string' ? error : undefined
    return said === undefined ? '' : `: ${shown(without(said, secrets))}`
  } catch {
    return ''
  }
}
