import type { JSONColumnType, Selectable } from 'kysely'

/** Tables of advice, as kysely sees them. */
export interface AdviceTables {
  /** Where a proposed runbook or checklist comes from, until it is in force. */
  rule_offer: { proposal: string; pattern: string | null; path: string | null }
  /** What open changes say of themselves. */
  proposal_text: {
    change: string
    /** Moment of the text, in Unix milliseconds. */
    at: number
    text: string
  }
  /** What was recommended for a change, or kept for the record. */
  advice: {
    change: string
    kind: string
    key: string
    repository: string
    given: JSONColumnType<GivenJson>
    said: boolean
    decision: string
    position: number
    time: string
    /** How the change ended since: dropped, well or badly; null while nothing told. */
    ended: Ended | null
    /** Event that told. */
    ended_by: string | null
  }
}

/** How a change ended that something was recommended to. */
export type Ended = 'dropped' | 'well' | 'badly'

/** A recommendation, as it is kept. */
export interface GivenJson {
  readonly change: string
  readonly kind: string
  readonly key: string
  readonly text: string
  readonly said: boolean
  readonly guides: readonly string[]
  readonly changes: readonly string[]
  readonly event: string
  readonly decision: string
}

/** A row of what was recommended. */
export type AdviceRow = Selectable<AdviceTables['advice']>
