import type { EventData } from '@heimgewebe/contracts'
import type { Generated, JSONColumnType } from 'kysely'

/** A learned policy that is in force. */
export interface PolicyRow {
  readonly rule: string
  readonly version: number
  readonly name: string
  readonly areas: readonly string[]
  readonly policy: NonNullable<EventData['rule.enacted.v1']['policy']>
  readonly enacted: string
}

/** Tables of heimgeist, as kysely sees them. */
export interface HeimgeistTables {
  repository: {
    repository: string
    /** Latest registration or import, in Unix milliseconds. */
    clock: number
    critical: JSONColumnType<string[]>
    /** Event that the critical areas come from. */
    configuration: string | null
  }
  change: {
    change: string
    repository: string
    sha: string | null
    areas: JSONColumnType<string[]>
  }
  decision: {
    id: string
    position: number
    repository: string | null
    change: string | null
    sha: string | null
    about: string
    agent: string
    act: string
    chosen: string
    level: number
    level_reason: string
    reasons: JSONColumnType<{ text: string; events: string[] }[]>
    areas: JSONColumnType<string[]>
    policy: string
    time: string
    correlation: string
    /** Day whose budget it counts against, YYYY-MM-DD. */
    day: string
    /** True where a person asked, so that no budget is spent. */
    asked: boolean
  }
  guard_request: {
    id: string
    seq: Generated<number>
    repository: string
    sha: string | null
    areas: JSONColumnType<string[]>
    asked: boolean
    decision: string | null
  }
  policy: { repository: string; rule: string; value: JSONColumnType<PolicyRow> }
}
