import type { EventParkedV1 } from '@heimgewebe/contracts'
import { clean } from './storable-text.js'

/** Most tries that the table can hold. */
const MAX_TRIES = 2_147_483_647

/** A consumer's name as the table of parked events holds it. */
export const storableConsumer = (name: string): string => clean(name, 60)

/** What the table of parked events can hold of what somebody says was parked. */
export const storableParked = (parked: EventParkedV1): EventParkedV1 => ({
  ...parked,
  consumer: storableConsumer(parked.consumer),
  event_type: clean(parked.event_type, 100),
  event_position: Math.min(parked.event_position, Number.MAX_SAFE_INTEGER),
  reason: clean(parked.reason, 4000),
  code: clean(parked.code, 60),
  tries: Math.min(parked.tries, MAX_TRIES),
})
