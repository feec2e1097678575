// Generated from contracts/analysis.reported.v1/schema.json. Do not edit.
/**
 * sichter looked deeper at a change or an incident, and says what it found.
 */
export interface AnalysisReportedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Change or incident that was analysed.
   */
  subject: string
  /**
   * How deep.
   */
  depth: 'quick' | 'deep'
  /**
   * How risky it is.
   */
  level?: 'low' | 'medium' | 'high' | 'none'
  /**
   * Areas that depend on what was touched.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  affected?: string[]
  /**
   * What was found, strongest first.
   *
   * Items: One statement.
   */
  statements: {
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
  /**
   * What to do.
   */
  recommendation?: string
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
}
