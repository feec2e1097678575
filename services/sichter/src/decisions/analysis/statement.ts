import type { EventData } from '@heimgewebe/contracts'

/** A sentence of an analysis, with the events that it rests on. */
export type Statement = EventData['analysis.reported.v1']['statements'][number]

const MOST_STATEMENTS = 20
const MOST_EVENTS = 50
const LONGEST = 1000

/** Statements within the bounds of the contract, and all events that they rest on. */
export const within = (
  statements: readonly Statement[],
): Pick<EventData['analysis.reported.v1'], 'statements' | 'events'> => {
  const told = statements.slice(0, MOST_STATEMENTS).map(({ text, events }) => ({
    text: text.slice(0, LONGEST).toWellFormed(),
    events: [...new Set(events)].slice(0, MOST_EVENTS),
  }))
  return { statements: told, events: [...new Set(told.flatMap(({ events }) => events))].slice(0, MOST_EVENTS) }
}
