import { type Draft, type EventData, deriveId, draft } from '@heimgewebe/contracts'
import { REPOSITORY } from './given-events.js'

/** Beginning of the incidents of the tests. */
const START = Date.UTC(2026, 2, 1, 12)

/** So many minutes after noon, as an ISO time. */
export const minutes = (n: number): string => new Date(START + n * 60_000).toISOString()

/** An id that follows from a name. */
export const idOf = (name: string): string => deriveId(START, name)

/** An incident that begins so many minutes after noon. */
export const detected = (
  name: string,
  at: number,
  more: Partial<EventData['incident.detected.v1']> = {},
): Draft<'incident.detected.v1'> =>
  draft('incident.detected.v1', {
    subject: `incident/${name}`,
    id: idOf(`${name} detected ${at}`),
    time: minutes(at),
    data: {
      repository: REPOSITORY,
      service: 'auth',
      title: `${name} fails`,
      severity: 'critical',
      detected_at: minutes(at),
      ...more,
    },
  })

/** Its end. */
export const resolved = (
  name: string,
  at: number,
  more: Partial<EventData['incident.resolved.v1']> = {},
): Draft<'incident.resolved.v1'> =>
  draft('incident.resolved.v1', {
    subject: `incident/${name}`,
    id: idOf(`${name} resolved ${at}`),
    time: minutes(at),
    data: { repository: REPOSITORY, resolved_at: minutes(at), ...more },
  })

/** A ranking of its suspects, the likeliest first. */
export const ranked = (
  name: string,
  changes: readonly string[],
  more: Partial<EventData['suspects.ranked.v1']> = {},
): Draft<'suspects.ranked.v1'> =>
  draft('suspects.ranked.v1', {
    subject: `incident/${name}`,
    id: idOf(`${name} ranked ${changes.join()}`),
    time: minutes(1),
    data: {
      repository: REPOSITORY,
      incident: `incident/${name}`,
      answer: 'suspects',
      suspects: changes.map((change, place) => ({
        change,
        sha: change.slice(-40),
        confidence: 0.6 - place / 10,
        reasons: [
          { kind: 'named-file', text: 'it changed “src/auth.ts”, which the report names', events: [idOf('reason')] },
        ],
      })),
      missing: [],
      baseline: { name: 'last-change', change: changes[0] ?? null },
      considered: 12,
      model: 'test-1',
      ...more,
    },
  })

/** What a person says of a suspect of it. */
export const feedback = (
  name: string,
  verdict: 'confirm' | 'deny',
  more: Partial<EventData['feedback.given.v1']> = {},
): Draft<'feedback.given.v1'> =>
  draft('feedback.given.v1', {
    subject: `feedback/${name}`,
    id: idOf(`${name} ${verdict} ${more.change ?? ''}`),
    time: minutes(10),
    data: { about: idOf('some ranking'), subject: `incident/${name}`, verdict, by: 'person/ada', ...more },
  })
