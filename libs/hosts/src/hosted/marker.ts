import { HostError, shown } from '../errors.js'

const MARKER = /^[A-Za-z0-9._:/-]{1,200}$/

/** The line that hides a marker in a text: an HTML comment, which all hosts keep and none shows. */
export const markOf = (marker: string): string => {
  if (!MARKER.test(marker) || marker.includes('--'))
    throw new HostError('refused', `not a marker of letters, digits and . _ : / - : ${shown(marker)}`)
  return `<!-- heimgewebe:${marker} -->`
}

/** A text with its marker. */
export const withMark = (text: string, marker: string): string => `${text.trim()}\n\n${markOf(marker)}`

/** A text without its marker, as it was handed in. */
export const unmarked = (text: string | undefined, marker: string): string => {
  const whole = text ?? ''
  return bears(whole, marker)
    ? `${whole.slice(0, lastMark(whole))}${whole.slice(lastMark(whole) + markOf(marker).length)}`.trim()
    : whole
}

/**
 * Whether a text bears a marker: its last one, since ours ends it, and what stands before may hold what strangers wrote.
 * Whose text it is has to be asked besides: anybody can copy one.
 */
export const bears = (text: string | undefined, marker: string): boolean =>
  text?.slice(Math.max(0, lastMark(text))).startsWith(markOf(marker)) ?? false

const lastMark = (text: string): number => text.lastIndexOf('<!-- heimgewebe:')

/** Line ends and outer blanks are the host's; what is left is compared. */
export const sameText = (one: string | undefined, other: string | undefined): boolean => plain(one) === plain(other)

const plain = (text: string | undefined): string => (text ?? '').replaceAll('\r\n', '\n').trim()
