import { type CloudEvent, MAX_EVENT_BYTES, type Violation, violationOf } from '@heimgewebe/contracts'
import { secretIn } from '../imports/secret-in.js'

/** Why a request is refused before anything is stored. */
export interface Refused {
  readonly code: 'contract' | 'too_large' | 'source' | 'batch'
  readonly message: string
  /** Place of the offending event in the request, from 0. */
  readonly index?: number
  readonly field?: string
  readonly rule?: string
}

/** Limits and rights that hold for a request. */
export interface AppendRules {
  readonly maxEvents: number
  /** Whether this asker may speak as this source. */
  readonly maySpeakAs: (source: string) => boolean
}

/** What came of a check: the JSON of each event, as it is stored and published, or why nothing is. */
type Checked =
  { readonly ok: true; readonly bodies: readonly string[] } | { readonly ok: false; readonly refusal: Refused }

/** Checks every event of a request against its contract; the first that breaks it is named by index, field and rule. */
export const checkAppend = (events: readonly unknown[], rules: AppendRules): Checked => {
  const bodies: string[] = []
  const refusal = refusalOf(events, rules, bodies)
  return refusal ? { ok: false, refusal } : { ok: true, bodies }
}

const refusalOf = (events: readonly unknown[], rules: AppendRules, bodies: string[]): Refused | undefined => {
  if (events.length === 0) return { code: 'batch', message: 'a request holds at least one event' }
  if (events.length > rules.maxEvents)
    return { code: 'batch', message: `a request holds at most ${rules.maxEvents} events, not ${events.length}` }
  for (const [index, event] of events.entries()) {
    const violation = violationOf(event)
    if (violation) return broken(index, violation)
    const secret = secretIn(event as CloudEvent)
    if (secret) return broken(index, secret)
    const { source } = event as { source: string }
    if (!rules.maySpeakAs(source))
      return {
        code: 'source',
        index,
        field: '/source',
        message: `event ${index}: source ${source} is not this asker's own`,
      }
    const body = bodyOf(event as CloudEvent)
    if (body === undefined)
      return { code: 'contract', index, field: '/data', rule: 'depth', message: `event ${index}: nested too deeply` }
    const bytes = Buffer.byteLength(body)
    if (bytes > MAX_EVENT_BYTES)
      return { code: 'too_large', index, message: `event ${index}: ${bytes} bytes, more than ${MAX_EVENT_BYTES}` }
    bodies.push(body)
  }
  return undefined
}

/** Undefined for an event that is nested too deeply to be written out. */
const bodyOf = (event: CloudEvent): string | undefined => {
  try {
    return JSON.stringify(event)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const broken = (index: number, violation: Violation): Refused => ({
  code: 'contract',
  index,
  field: violation.field,
  rule: violation.rule,
  message: `event ${index}: ${violation.field} ${violation.message}`,
})
