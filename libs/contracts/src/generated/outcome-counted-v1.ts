// Generated from contracts/outcome.counted.v1/schema.json. Do not edit.
/**
 * Counts of outcomes so far for one area or rule of a repository: what heimlern feeds back.
 */
export interface OutcomeCountedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * What is counted over.
   */
  scope: 'area' | 'rule' | 'repository'
  /**
   * Name of the area or rule; the repository itself for its own count.
   */
  key: string
  /**
   * Changes seen in this scope.
   */
  changes: number
  /**
   * Of these, changes with at least one bad outcome.
   */
  bad: number
  /**
   * Outcomes by kind.
   */
  kinds: {
    /**
     * Fixed by a later change.
     */
    fixed: number
    /**
     * Reverted.
     */
    reverted: number
    /**
     * Guard runs failed.
     */
    guard_failed: number
    /**
     * Guard runs passed.
     */
    guard_passed: number
    /**
     * CI runs failed.
     */
    ci_failed: number
    /**
     * Incidents.
     */
    incident: number
  }
  /**
   * Latest outcome events behind the count, newest first.
   *
   * Items: Event id.
   */
  events: string[]
}
