const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** A span of time for people, in the largest unit that it fills twice. */
export const spanOf = (seconds: number, language: string): string => {
  const [unit, size] = STEPS.find(([, one]) => seconds >= 2 * one) ?? (['second', 1] as const)
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' })
  return format.format(Math.round(seconds / size))
}

/** How far from the beginning: with a sign, since before and after is what matters. */
export const distanceOf = (seconds: number, language: string): string =>
  `${seconds < 0 ? '−' : '+'}${spanOf(Math.abs(seconds), language)}`

/** A moment as people write it: in a room, when it was counts, not how long ago. */
export const momentOf = (time: string, language: string): string =>
  new Date(time).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
