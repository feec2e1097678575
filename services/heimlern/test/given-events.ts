import type { EventData, EventType, MeshEvent } from '@heimgewebe/contracts'
import { areasTouched } from '../src/decisions/areas-touched.js'
import { learnOutcomes } from '../src/decisions/learn-outcomes.js'
import type { Learned, Outcome, RuleSeen } from '../src/decisions/known.js'
import { type Sighting, seeInChange } from '../src/decisions/see-outcomes.js'
import type { Scope, Tally } from '../src/decisions/tally.js'
import { type Unit, newUnit } from '../src/decisions/unit.js'

/** Repository of the examples. */
export const SHOP = 'acme/shop'
/** A pull request of it. */
export const PR = 'pr/acme/shop/42'
/** The n-th commit id. */
export const sha = (n: number): string => n.toString(16).padStart(40, '0')
/** The n-th commit's subject. */
export const commit = (n: number): string => `change/${SHOP}/${sha(n)}`
/** An id in the form of a UUID v7 of 2026-03-01. */
export const eventId = (n: number): string => `019ca8f0-0000-7000-8000-${String(n).padStart(12, '0')}`

/** Data of a recorded commit: one file in src/auth, one day after the commit before. */
export const change = (
  n: number,
  more: Partial<EventData['change.recorded.v1']> = {},
): EventData['change.recorded.v1'] => ({
  repository: SHOP,
  change: commit(n),
  sha: sha(n),
  parents: n > 1 ? [sha(n - 1)] : [],
  author: { name: 'Ada' },
  authored_at: dayOf(n),
  committed_at: dayOf(n),
  title: `Change ${n}`,
  added: 1,
  deleted: 0,
  files: [{ path: 'src/auth/login.ts', status: 'modified', added: 1, deleted: 0 }],
  ...more,
})

/** Data of a finished guard. */
export const guard = (
  request: string,
  more: Partial<EventData['guard.finished.v1']> = {},
): EventData['guard.finished.v1'] => ({
  repository: SHOP,
  change: PR,
  request,
  guard: 'auth-tests',
  area: 'auth',
  verdict: 'failed',
  reason: '1 of 12 tests failed',
  duration_seconds: 3,
  protection: ['bubblewrap'],
  ...more,
})

/** Data of an opened pull request whose head is the n-th commit. */
export const pull = (head: number): EventData['pr.opened.v1'] => ({
  repository: SHOP,
  number: 42,
  branch: 'feature',
  base_branch: 'main',
  head: sha(head),
  title: 'Feature',
  author: { name: 'Ada' },
  added: 1,
  deleted: 0,
  files_known: true,
  files: change(head).files,
})

/** Noon of the n-th day of 2020, UTC. */
export const dayOf = (n: number): string => new Date(Date.UTC(2020, 0, n, 12)).toISOString()

/** An event as a service hears it. */
export const heard = <T extends EventType>(
  type: T,
  subject: string,
  data: EventData[T],
  n = 1,
  time = '2020-06-01T00:00:00Z',
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
  partitionkey: SHOP,
  position: n,
  streamversion: 1,
  data,
})

/** What the stores keep, in a map: enough to learn from one event after another without them. */
export class Memory {
  readonly units = new Map<string, Unit>()
  readonly tallies = new Map<string, Tally>()
  readonly outcomes: Outcome[] = []

  learn(event: MeshEvent, newcomers: readonly Unit[], sightings: readonly Sighting[]): Learned {
    const learned = learnOutcomes(event, newcomers, sightings, {
      repository: SHOP,
      units: this.units,
      isRecorded: (one) =>
        this.outcomes.some(
          ({ change, kind, evidence }) => change === one.change && kind === one.kind && evidence === one.evidence,
        ),
      waitingFor: (subject) => this.outcomes.filter(({ change, unit }) => change === subject && unit === undefined),
      ruleSeen: (unit, rule) => this.ruleSeen(unit, rule),
      tallyOf: (scope, key) => this.tallyOf(scope, key),
    })
    for (const unit of learned.units) this.units.set(unit.change, unit)
    for (const { scope, key, tally } of learned.tallies) this.tallies.set(`${scope} ${key}`, tally)
    this.outcomes.push(...learned.outcomes)
    return learned
  }

  /** Learns from the recording of a commit. */
  record(data: EventData['change.recorded.v1'], n: number): Learned {
    const event = heard('change.recorded.v1', data.change, data, n, data.committed_at)
    const newcomer = newUnit(data.change, data.repository, areasTouched(data.files, []), data.committed_at)
    return this.learn(event, [newcomer], seeInChange(event))
  }

  tallyOf(scope: Scope, key: string): Tally | undefined {
    return this.tallies.get(`${scope} ${key}`)
  }

  private ruleSeen(unit: string, rule: string): RuleSeen | undefined {
    const seen = this.outcomes.filter((outcome) => outcome.unit === unit && outcome.rule === rule)
    return seen.length === 0 ? undefined : { ran: true, failed: seen.some(({ kind }) => kind === 'guard_failed') }
  }
}
