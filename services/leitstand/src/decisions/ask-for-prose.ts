import { type Draft, draft } from '@heimgewebe/contracts'
import type { Room } from './room.js'
import { sentencesOf } from './write-post-mortem.js'

/** Facts that are handed over, and characters of one, as the contract has them; and events of one. */
const MOST_FACTS = 80
const MOST_TEXT = 1000
const MOST_EVENTS = 20

/** Asks for the prose of an incident: all that a model is told are the sentences of the draft, each with its events. */
export const askForProse = (room: Room, requestedBy: string): Draft<'text.requested.v1'> =>
  draft('text.requested.v1', {
    subject: room.subject,
    data: {
      use: 'post_mortem',
      about: room.subject,
      ...(room.repository === undefined ? {} : { repository: room.repository }),
      requested_by: requestedBy,
      facts: sentencesOf(room)
        .slice(0, MOST_FACTS)
        .map(({ text, events }) => ({
          text: plainWords(text).slice(0, MOST_TEXT).toWellFormed(),
          events: [...new Set(events)].slice(0, MOST_EVENTS),
        })),
    },
  })

/** Longest time between the end of an incident and hearing of it for which prose is wanted unasked, in milliseconds. */
const FRESH_MS = 86_400_000

/** Whether the end of an incident is news: the ends in an imported history are not. */
export const isFresh = (resolvedAt: string, nowMs: number): boolean =>
  Math.abs(nowMs - Date.parse(resolvedAt)) <= FRESH_MS

/** A sentence without the signs that keep it from being markup in a document: here it is none, and a model would copy them. */
export const plainWords = (text: string): string =>
  text.replaceAll(/\\([\\`*_{}[\]()#<>!|~&$])/g, '$1').replaceAll('\u2060', '')
