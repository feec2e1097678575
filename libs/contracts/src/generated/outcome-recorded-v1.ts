// Generated from contracts/outcome.recorded.v1/schema.json. Do not edit.
/**
 * What became of a change: learned after it was judged.
 */
export interface OutcomeRecordedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * What happened to it.
   */
  kind: 'fixed' | 'reverted' | 'guard_failed' | 'guard_passed' | 'ci_failed' | 'incident'
  /**
   * Subject of what showed it: the fixing change, the guard, the incident.
   */
  by?: string
  /**
   * Events that show it; never empty.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * Areas of the change, where known.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  areas?: string[]
  /**
   * Days from the change to the outcome, where both times are known.
   */
  days?: number
  /**
   * Fingerprints of the errors of a run that failed.
   *
   * Items: Fingerprint, equal for other paths, lines and times.
   */
  fingerprints?: string[]
  /**
   * What mended these errors before, at most ten.
   *
   * Items: One hint.
   */
  hints?: {
    /**
     * Fingerprint of the error or of its family.
     */
    fingerprint: string
    /**
     * One sentence that a person can check.
     */
    text: string
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events: string[]
  }[]
}
