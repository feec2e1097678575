import type {
  ConfigurationRecordedV1,
  GuardFinishedV1,
  ProofFinishedV1,
  RiskAssessedV1,
  TrialFinishedV1,
} from '@heimgewebe/contracts'
import type { Generated, JSONColumnType } from 'kysely'

/** Tables of the read model. */
export interface Tables {
  /** Where a repository is read from. */
  known_repository: { repository: string; location: string }
  /** What the default branch said at a commit. */
  known_configuration: {
    repository: string
    sha: string
    position: number
    body: JSONColumnType<ConfigurationRecordedV1>
  }
  /** Head commit of a pull request or branch. */
  known_head: { change: string; sha: string }
  /** Every guard that was started, or that could not be, with its result when there is one. */
  guard_run: {
    request: string
    guard: string
    repository: string
    change: string
    area: string
    sha: string | null
    kind: string | null
    started_at: string | null
    finished_at: string | null
    position: number
    result: JSONColumnType<GuardFinishedV1> | null
  }
  /** What became of the failures of a test; of a guard whose report names none, under the empty name. */
  test_record: {
    repository: string
    guard: string
    test: string
    failed: number
    flipped: number
    known: number
    blamed: number
    position: number
  }
  /** What one guard did for one change. */
  guard_case: {
    repository: string
    guard: string
    change: string
    area: string
    position: number
    event: string
    runs: Generated<number>
    seconds: Generated<number>
    caught: Generated<boolean>
    passed: Generated<boolean>
    left_out: Generated<boolean>
    missed: Generated<boolean>
    flaky: Generated<number>
    before: Generated<number>
    unclear: Generated<number>
    sampled: Generated<number>
    sampled_caught: Generated<boolean>
  }
  /** Whether a guard pays, as of its last run. */
  guard_worth: { repository: string; guard: string; worth: string; reason: string }
  /** Commits that proposed changes became. */
  known_landing: { sha: string; change: string }
  /** Lint rules that are in force, with their texts. */
  lint_rule: { repository: string; rule: string; version: number; content: string; since: string }
  /** First suspect of an incident. */
  known_suspect: { incident: string; change: string }
  /** Proofs that were asked for; `trials` is the number of their runs. */
  proof: {
    request: string
    incident: string
    repository: string
    command: string
    trials: number
    requested_at: string
    position: number
    result: JSONColumnType<ProofFinishedV1> | null
  }
  /** Runs for proofs that came to a result. */
  trial: {
    request: string
    what: string
    attempt: number
    event: string
    position: number
    trial: JSONColumnType<Omit<TrialFinishedV1, 'output_tail' | 'protection'>>
  }
  /** What sichter said of the guards and tests of a proposed change. */
  known_choice: {
    change: string
    position: number
    assessed: JSONColumnType<Pick<RiskAssessedV1, 'guards' | 'guards_signal' | 'tests'>>
  }
  /** Results by command and tree, so that the same is not run twice. Not from the log: losing it costs only time. */
  known_result: {
    key: string
    sha: string
    judgement: JSONColumnType<Record<string, unknown>>
    protection: JSONColumnType<string[]>
    number: Generated<number>
  }
}
