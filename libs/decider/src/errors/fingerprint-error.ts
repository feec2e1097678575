import { hash } from 'node:crypto'
import { blankDetails } from './blank-details.js'
import { findError } from './find-error.js'

/** What identifies an error. */
export interface ErrorIdentity {
  /** Equal for other paths, lines, times, ids, ports, hashes and line wraps. `e1-` and 24 hex digits. */
  readonly fingerprint: string
  /** Equal also for other names in the message and another place: errors that are mostly mended the same way. `f1-` … */
  readonly family: string
  /** The error for people, without the details, at most 200 characters. */
  readonly template: string
  /** Class or code of the error; empty where none is named. */
  readonly type: string
}

const MAX_TEMPLATE = 200
/** Errors of tests that say the same of everything: only the name of the test tells which one it is. */
const ASSERTION = /^(?:Assert\w*|ComparisonFailure|JestAssertionError|expect\w*|go|assertion|)$|^Assertion/

/**
 * The identity of an error from what a run, a monitor or a person wrote of it. `name`: the failed test, which counts
 * where the error itself is only that something was not as expected. `undefined` where nothing is told.
 */
export const fingerprintError = (text: string, name = ''): ErrorIdentity | undefined => {
  const found = findError(text) ?? findError(name)
  if (!found) return undefined
  const message = blankDetails(found.message)
  const general = blankDetails(found.message, true)
  const isAssertion = ASSERTION.test(found.type) || /^\s*(?:expect\(|expected\b|assert\b)/i.test(found.message)
  const place = isAssertion && name !== '' ? blankDetails(name) : found.place
  const label = [found.type, message].filter((part) => part !== '').join(': ')
  return {
    fingerprint: `e1-${digest(found.type, message, place)}`,
    family: `f1-${digest(found.type, general, isAssertion ? place : '')}`,
    template: (label === '' ? place : label).slice(0, MAX_TEMPLATE).toWellFormed(),
    type: found.type.slice(0, 100),
  }
}

/** Without white space, so that a line may be wrapped anywhere, even within a word. */
const digest = (...parts: string[]): string =>
  hash('sha256', parts.map((part) => part.replaceAll(/\s+/g, '').toLowerCase()).join('\0'), 'hex').slice(0, 24)
