// Generated from contracts/suspects.ranked.v1/schema.json. Do not edit.
/**
 * Which changes may be behind an incident, the likeliest first, as far as is known at this moment.
 */
export interface SuspectsRankedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the incident.
   */
  incident: string
  /**
   * suspects: the first one is likely enough to be looked at first; intermittent: the report tells of something that comes and goes, so that the time proves nothing; unknown: what is known does not tell.
   */
  answer: 'suspects' | 'intermittent' | 'unknown'
  /**
   * At most ten changes, the likeliest first.
   *
   * Items: One suspect.
   */
  suspects: {
    /**
     * Subject of the change.
     */
    change: string
    /**
     * Commit.
     */
    sha: string
    /**
     * How likely it is the cause, 0–1, calibrated on the causes that became known here.
     */
    confidence: number
    /**
     * At most three facts, strongest first.
     *
     * Items: One fact.
     */
    reasons: {
      /**
       * Which fact this is, kebab-case.
       */
      kind: string
      /**
       * One sentence that a person can check.
       */
      text: string
      /**
       * Events that the fact rests on; never empty.
       *
       * Items: Event id.
       */
      events: string[]
    }[]
  }[]
  /**
   * What would help and was not given, such as text or files; empty where nothing is missing.
   *
   * Items: Name of the input: text, files, changes or outcomes.
   */
  missing: string[]
  /**
   * The answer without any judgement beside it: the last change before the incident.
   */
  baseline: {
    /**
     * Which baseline.
     */
    name: string
    /**
     * Subject of the change that it names; null where there is none.
     */
    change: string | null
  }
  /**
   * Changes that share anything with the report.
   */
  considered: number
  /**
   * Name and version of the model.
   */
  model: string
}
