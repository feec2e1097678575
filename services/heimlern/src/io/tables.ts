import type { EventData } from '@heimgewebe/contracts'
import type { Generated, JSONColumnType } from 'kysely'

/** What can become of a change. */
export type Kind = EventData['outcome.recorded.v1']['kind']
/** What is counted over. */
export type Scope = EventData['outcome.counted.v1']['scope']

/** Kinds of what lessons rest on. */
export type Shelf = 'case' | 'error' | 'lane' | 'pattern' | 'rule' | 'habits' | 'setup' | 'mended' | 'voices'

/** A change as it is counted. */
export interface UnitRow {
  readonly change: string
  readonly repository: string
  readonly at?: string
  readonly areas: readonly string[]
  readonly bad: boolean
  readonly badAreas: readonly string[]
}

/** Counts of one scope. */
export interface TallyRow {
  readonly changes: number
  readonly bad: number
  readonly kinds: Readonly<Record<Kind, number>>
  readonly latest: readonly string[]
  readonly told: { readonly changes: number; readonly bad: number }
}

/** A recorded outcome. */
export interface OutcomeRow {
  readonly id: string
  readonly repository: string
  readonly change: string
  readonly kind: Kind
  readonly by: string
  readonly evidence: string
  readonly events: readonly string[]
  readonly at: string
  readonly rule?: string
  readonly area?: string
  /** Change that it is counted for; absent as long as that is not in the log. */
  readonly unit?: string
  readonly areas: readonly string[]
  readonly days?: number
}

/** Tables of heimlern, as kysely sees them. */
export interface HeimlernTables {
  configuration: { repository: string; areas: JSONColumnType<EventData['configuration.recorded.v1']['areas']> }
  unit: {
    change: string
    repository: string
    at: string | null
    areas: JSONColumnType<string[]>
    bad: boolean
    bad_areas: JSONColumnType<string[]>
  }
  /** Commits that are counted as the proposed change that they came from. */
  stands_for: { change: string; repository: string; proposal: string }
  /** Commits that proposed changes became. */
  merged_as: { proposal: string; change: string }
  proposal: { proposal: string; repository: string; head: string; areas: JSONColumnType<string[]>; opened_at: string }
  outcome: {
    id: string
    seq: Generated<number>
    repository: string
    change: string
    kind: Kind
    by: string
    evidence: string
    rule: string | null
    unit: string | null
    /** True as long as its change may still arrive. */
    waiting: boolean
    at: string
    /** The whole outcome, as it was recorded. */
    outcome: JSONColumnType<OutcomeRow>
  }
  tally: { repository: string; scope: Scope; key: string; tally: JSONColumnType<TallyRow> }
  /** What lessons rest on: one row each, by kind, repository and key. */
  shelf: { shelf: Shelf; repository: string; key: string; seq: Generated<number>; value: JSONColumnType<object> }
  /** Runs of a pipeline or guard by what is measured of them: what is kept of the series, and what was told of it last. */
  baseline: {
    repository: string
    what: string
    measure: string
    state: JSONColumnType<object>
    normal: JSONColumnType<EventData['baseline.moved.v1']> | null
    anomaly: JSONColumnType<EventData['anomaly.found.v1']> | null
  }
}
