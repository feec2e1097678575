import type { ColumnType } from 'kysely'
import type { EventData } from '@heimgewebe/contracts'

/** The read model of sichter, as kysely sees it. */
export interface SichterTables {
  risk: {
    repository: string
    change: string
    sha: string | null
    /** Place in the log of the event that was judged. */
    position: number
    at: ColumnType<Date, string, string>
    percentile: number
    score_percentile: number
    baseline_percentile: number
    assessment: EventData['risk.assessed.v1']
    bad_at: Date | null
    bad_by: BadBy | null
    bad_event: string | null
  }
  repository: { repository: string; evaluation: EvaluationRow }
  incident: { incident: string; repository: string }
  suspects: { incident: string; answer: EventData['suspects.ranked.v1'] }
  /** Guards and areas of a repository, as its base branch names them. */
  guard_list: {
    repository: string
    guards: Pick<EventData['configuration.recorded.v1'], 'guards' | 'areas'>
  }
  /** What guards came to, and the files of the change that they checked. */
  guard_result: {
    event: string
    repository: string
    guard: string
    found: boolean
    change: string
    files: string[]
    position: number
  }
  /** Files of proposed changes. */
  proposal_file: { change: string; repository: string; position: number; files: string[] }
  /** Test coverage that CI runs measured. */
  coverage_run: {
    event: string
    repository: string
    sha: string
    number: number | null
    pipeline: string
    percent: number
    position: number
  }
  journal: { repository: string; seq: number; inputs: Buffer }
  snapshot: { repository: string; seq: number; model: string; state: Buffer }
}

/** How a change is known to have been bad. */
export type BadBy = 'link' | 'blame' | 'incident'

/** How the score has done so far against lines added. */
export interface EvaluationRow {
  readonly model: string
  readonly judged: number
  readonly matured: number
  readonly outcomes: number
  readonly bad: number
  readonly auc: number | null
  readonly baseline_auc: number | null
  readonly difference_error: number | null
  readonly signal: 'learned' | 'baseline' | 'none'
  readonly trusts_blame: boolean
}

/** One judgement to keep. */
export interface RiskRow {
  readonly position: number
  readonly at: string
  readonly scorePercentile: number
  readonly assessment: EventData['risk.assessed.v1']
}

/** One change that turned out bad. */
export interface BadRow {
  readonly repository: string
  readonly sha: string
  readonly at: string
  readonly by: BadBy
  readonly event: string
}
