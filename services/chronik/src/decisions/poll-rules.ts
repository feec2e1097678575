import { draftsOf } from './poll-shapes.js'
import { POLLED_TYPES, toldByPoll, untold } from './same-fact.js'

/** The rules of polling in one place: the poller and the letter box are handed these and know none themselves. */
export const pollRules = { draftsOf, untold, toldByPoll, types: new Set(POLLED_TYPES) }
