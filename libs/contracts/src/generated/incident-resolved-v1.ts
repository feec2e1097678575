// Generated from contracts/incident.resolved.v1/schema.json. Do not edit.
/**
 * An incident is over.
 */
export interface IncidentResolvedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * One line.
   */
  title?: string
  /**
   * What ended it.
   */
  resolution?: string
  /**
   * Change that caused it, confirmed by a person.
   */
  caused_by?: string
  /**
   * Change that fixed it.
   */
  fixed_by?: string
  /**
   * When.
   */
  resolved_at: string
}
