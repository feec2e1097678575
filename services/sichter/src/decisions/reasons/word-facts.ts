import { DAY } from '../past/past.js'

/** Longest path or name in a sentence. */
const LONGEST = 160

/** "1 incident", "3 incidents". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** How long ago, in the largest unit that says enough. */
export const ago = (then: number, now: number): string => {
  const days = Math.max(0, Math.floor((now - then) / DAY))
  if (days === 0) return 'less than a day ago'
  if (days < 60) return `${counted(days, 'day')} ago`
  return days < 730 ? `${Math.floor(days / 30.44)} months ago` : `${Math.floor(days / 365.25)} years ago`
}

/** A path or name from outside, fit for a sentence: one line, and its end where it is too long. */
export const quoted = (text: string): string => {
  // Control characters of a hostile name must not reach a terminal, nor turn a line around.
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim()
  return clean.length > LONGEST ? `…${clean.slice(-LONGEST)}` : clean
}
