// Generated from contracts/ci.result.v1/schema.json. Do not edit.
/**
 * A CI run, a check or a test suite of a commit is finished.
 */
export interface CiResultV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Commit that was tested.
   */
  sha: string
  /**
   * Number of the pull or merge request at its host; absent for a branch without one.
   */
  number?: number
  /**
   * Head branch.
   */
  branch?: string
  /**
   * Name of the workflow, pipeline or check.
   */
  pipeline: string
  /**
   * Id of the run at its host.
   */
  run?: string
  /**
   * How it ended.
   */
  outcome:
    | 'success'
    | 'failure'
    | 'cancelled'
    | 'skipped'
    | 'timed_out'
    | 'neutral'
    | 'action_required'
    | 'stale'
    | 'startup_failure'
    | 'unknown'
  /**
   * Wall time in seconds.
   */
  duration_seconds?: number
  /**
   * Counts, where the source gives them.
   */
  tests?: {
    /**
     * Tests passed.
     */
    passed: number
    /**
     * Tests failed.
     */
    failed: number
    /**
     * Tests skipped.
     */
    skipped?: number
  }
  /**
   * Line coverage in percent.
   */
  coverage_percent?: number
  /**
   * When.
   */
  finished_at: string
  /**
   * Page at the host.
   */
  url?: string
}
