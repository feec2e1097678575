// Generated from contracts/anomaly.found.v1/schema.json. Do not edit.
/**
 * A run is far outside of what is normal for it.
 */
export interface AnomalyFoundV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Pipeline, phase or guard.
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
   * Value of the run.
   */
  value: number
  /**
   * Median of what is normal.
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
   * Value over median, or how many times the normal spread it is off where the median is 0.
   */
  factor: number
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Commit.
   */
  sha?: string
  /**
   * The run and the baseline.
   *
   * Items: Event id.
   */
  events: string[]
}
