import { linksToEvents, plainMarkdown } from '@heimgewebe/decider'
import type { ChangeName, Told } from './room.js'

/** One sentence of a document, and the events that it rests on. */
export interface Sentence {
  readonly text: string
  readonly events: readonly string[]
}

/** A sentence as a line of a list that ends with its links. One without an event is not written. */
export const lineOf = ({ text, events }: Sentence): string[] =>
  events.length === 0 ? [] : [`- ${text} ${linksToEvents(events)}`]

/** A sentence that rests on these events. */
export const say = (text: string, ...events: readonly (string | undefined)[]): Sentence => ({
  text,
  events: events.filter((event) => event !== undefined),
})

/** What somebody outside said, in quotation marks: data, and nothing in it is markup. */
export const quote = (text: string, most = 300): string => `“${plainMarkdown(text, most)}”`

/** A name from outside, such as that of a service: in quotation marks where it could be read as anything but a name. */
export const name = (text: string): string => (/^[\w./#-]{1,100}$/.test(text) ? plainMarkdown(text) : quote(text, 200))

/** A statement of the mesh itself, in which the words of strangers are quoted already. */
export const stated = (text: string): string => plainMarkdown(text, 500)

/** A change by its title and how it is called. */
export const nameChange = ({ subject, title, request }: ChangeName): string => {
  const called = shortOf(request ?? subject)
  return title === undefined ? called : `${quote(title)} (${called})`
}

/** An event by the sentence that a list has for it. */
export const nameEvent = ({ line, subject }: Told): string => quote(line === '' ? subject : line)

/** A moment as people write it. */
export const moment = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`

const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** A span of time in the largest unit that it fills twice, or in seconds. */
export const span = (seconds: number): string => {
  const [unit, size] = STEPS.find(([, one]) => seconds >= 2 * one) ?? ['second', 1]
  return many(Math.round(seconds / size), unit)
}

/** How far from a moment: "3 hours before". */
export const distance = (seconds: number): string =>
  seconds === 0 ? 'at the same moment' : `${span(Math.abs(seconds))} ${seconds < 0 ? 'before' : 'after'}`

/** So many of them: "1 change", "2 changes". */
export const many = (count: number, unit: string): string =>
  `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`

/** Several as one phrase: "a, b and c". */
export const join = (texts: readonly string[]): string =>
  texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`

const shortOf = (subject: string): string => {
  const request = /^pr\/(.+)\/(\d+)$/.exec(subject)
  if (request) return `${plainMarkdown(`#${request[2] ?? ''}`)} of ${name(request[1] ?? '')}`
  const commit = /^change\/(.+)\/([0-9a-f]{10})[0-9a-f]*$/.exec(subject)
  return commit ? `${commit[2] ?? ''} of ${name(commit[1] ?? '')}` : name(subject)
}
