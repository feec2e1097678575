import type { EventData, EventType, MeshEvent } from '@heimgewebe/contracts'
import type { VerdictKnown } from '../src/decisions/answer-verdict.js'
import type { Levels } from '../src/decisions/find-level.js'
import type { Level } from '../src/decisions/permit-act.js'

/** An id that differs by one digit group, in the form of a UUID v7 of 2026-03-01. */
export const eventId = (n: number): string => `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`

/** An event as a service hears it. */
export const heard = <T extends EventType>(
  type: T,
  subject: string,
  data: EventData[T],
  n = 1,
  time = '2026-03-01T10:00:00Z',
): MeshEvent<T> => ({
  specversion: '1.0',
  id: eventId(n),
  source: 'heimgewebe/test',
  type,
  subject,
  time,
  datacontenttype: 'application/json',
  dataschema: `https://heimgewebe.dev/contracts/${type}`,
  correlationid: eventId(900),
  partitionkey: 'acme/shop',
  position: n,
  streamversion: 1,
  data,
})

/** Commit of the example change. */
export const SHA = 'a'.repeat(40)
/** Subject of the example change. */
export const PR = 'pr/acme/shop/42'

/** A verdict about the example change: high risk, learned, open. */
export const verdict = (
  data: Partial<EventData['risk.assessed.v1']> = {},
  time?: string,
): MeshEvent<'risk.assessed.v1'> =>
  heard(
    'risk.assessed.v1',
    data.change ?? PR,
    {
      repository: 'acme/shop',
      change: PR,
      sha: SHA,
      title: 'Refresh tokens',
      percentile: 96.43,
      probability: 0.31,
      level: 'high',
      signal: 'learned',
      reasons: [
        {
          kind: 'file-incidents',
          text: 'src/auth/login.ts was involved in 3 incidents',
          events: [eventId(11), eventId(12)],
        },
      ],
      baseline: { name: 'lines added', value: 12, percentile: 40.1 },
      areas: ['auth', 'api'],
      open: true,
      model: 'test 1',
      ...data,
    },
    1,
    time,
  )

/** One level for everything. */
export const levels = (fallback: Level): Levels => ({ fallback, rules: [] })

/** Nothing was done yet, and every budget is full. */
export const nothingDone = (more: Partial<VerdictKnown> = {}): VerdictKnown => ({
  levels: levels(2),
  critical: [],
  guardsLeft: 100,
  messagesLeft: 10,
  messagesPerDay: 10,
  ...more,
})
