// Generated from contracts/baseline.moved.v1/schema.json. Do not edit.
/**
 * What is normal for a pipeline, phase or guard, learned from its runs.
 */
export interface BaselineMovedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Pipeline, phase or guard, such as ci/build or guard/auth-tests.
   */
  what: string
  /**
   * What is measured.
   */
  measure: 'duration' | 'failure_rate' | 'coverage' | 'size'
  /**
   * Unit: s, share, percent, bytes.
   */
  unit: string
  /**
   * Runs that it was learned from.
   */
  runs: number
  /**
   * Median.
   */
  median: number
  /**
   * Lower end of what is normal.
   */
  low: number
  /**
   * Upper end of what is normal.
   */
  high: number
  /**
   * Latest runs.
   *
   * Items: Event id.
   */
  events: string[]
}
