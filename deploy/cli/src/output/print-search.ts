import { shorten } from './format.js'
import { harmless, type Terminal } from './terminal.js'

/** An answer of the search. */
export interface Answer {
  readonly hits: readonly {
    readonly subject: string
    readonly kind: string
    readonly at: string
    readonly title: string
    readonly score: number
    readonly likeness?: number
  }[]
  readonly truncated: boolean
  readonly likeness: {
    readonly state: 'complete' | 'filling' | 'unavailable'
    readonly provider?: string
    readonly waiting: number
    readonly reason?: string
  }
}

/** Prints hits, best first: day, title, and below it the subject that other commands take. */
export const printAnswer = (terminal: Terminal, { hits, truncated, likeness }: Answer): void => {
  if (hits.length === 0) terminal.print('nothing found')
  for (const { subject, kind, at, title, likeness: alike } of hits) {
    terminal.print(shorten(`${at.slice(0, 10)}  ${kind.padEnd(8)}  ${harmless(title)}`, terminal.width))
    const near = alike === undefined ? '' : `  ${Math.round(alike * 100)} % alike`
    terminal.print(terminal.tint('dim', `            ${harmless(subject)}${near}`))
  }
  if (truncated) terminal.say('(there is more; see --limit)')
  const { state, waiting, reason = '' } = likeness
  if (state === 'unavailable') terminal.say(`found by words alone: ${harmless(reason)}`)
  if (state === 'filling')
    terminal.say(`(${waiting} documents are not compared by likeness yet) ${harmless(reason)}`.trim())
}
