import type { Draft } from '@heimgewebe/contracts'
import type { Sighting } from './see-outcomes.js'
import type { Scope, Tally } from './tally.js'
import type { Unit } from './unit.js'

/** An outcome that was recorded. */
export interface Outcome extends Sighting {
  /** Id of its event. */
  readonly id: string
  readonly repository: string
  /** Change that it is counted for; absent as long as that is not in the log. */
  readonly unit?: string
  readonly areas: readonly string[]
  readonly days?: number
}

/** What is known when an event shows outcomes. */
export interface Known {
  readonly repository: string
  /** Changes by the subject that a sighting names. */
  readonly units: ReadonlyMap<string, Unit>
  /** Whether the same outcome was recorded before. */
  readonly isRecorded: (sighting: Sighting) => boolean
  /** Outcomes that waited for a change that comes only now. */
  readonly waitingFor: (change: string) => readonly Outcome[]
  /** What a rule has seen of a change; undefined before it ran. */
  readonly ruleSeen: (unit: string, rule: string) => RuleSeen | undefined
  /** Counts so far; undefined where nothing was counted. */
  readonly tallyOf: (scope: Scope, key: string) => Tally | undefined
}

/** What a rule has seen of one change. */
export interface RuleSeen {
  readonly ran: boolean
  readonly failed: boolean
}

/** What an event teaches: what to append, and what to remember. */
export interface Learned {
  readonly drafts: Draft[]
  readonly outcomes: readonly Outcome[]
  readonly units: readonly Unit[]
  readonly tallies: readonly { readonly scope: Scope; readonly key: string; readonly tally: Tally }[]
}
