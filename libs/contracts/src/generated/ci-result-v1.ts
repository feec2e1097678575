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
   * Parts of the run that ran, in their order: the steps of a job or the stages of a pipeline, at most 50, where the source tells them.
   *
   * Items: One part.
   */
  phases?: {
    /**
     * Name of the step or stage.
     */
    name: string
    /**
     * How it ended.
     */
    outcome: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'neutral' | 'unknown'
    /**
     * Wall time in seconds.
     */
    duration_seconds?: number
  }[]
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
  /**
   * Failed tests, at most 50, where a report names them.
   *
   * Items: One failed test.
   */
  failures?: {
    /**
     * Name of the test.
     */
    name: string
    /**
     * What it said.
     */
    message?: string
  }[]
  /**
   * Findings of static analysis, suppressed ones left out.
   */
  findings?: {
    /**
     * Tools that found them.
     *
     * Items: Name of the tool.
     */
    tools?: string[]
    /**
     * Errors.
     */
    error: number
    /**
     * Warnings.
     */
    warning: number
    /**
     * Notes.
     */
    note: number
    /**
     * The worst of them, at most 100.
     *
     * Items: One finding.
     */
    items: {
      /**
       * Rule that is broken.
       */
      rule: string
      /**
       * How bad.
       */
      level: 'error' | 'warning' | 'note'
      /**
       * What is wrong.
       */
      text: string
      /**
       * Path in the repository.
       */
      path?: string
      /**
       * Line, from 1.
       */
      line?: number
    }[]
  }
  /**
   * Covered lines, where a report counts them.
   */
  coverage?: {
    /**
     * Lines that count.
     */
    lines: number
    /**
     * Lines that were run.
     */
    covered: number
    /**
     * Files with the most lines that were not run, at most 100.
     *
     * Items: One file.
     */
    files: {
      /**
       * Path as the report has it.
       */
      path: string
      /**
       * Lines that count.
       */
      lines: number
      /**
       * Lines that were run.
       */
      covered: number
    }[]
  }
  /**
   * True where the run measured that the software became slower, and the source says so.
   */
  performance_regression?: boolean
}
