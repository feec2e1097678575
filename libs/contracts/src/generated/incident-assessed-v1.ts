// Generated from contracts/incident.assessed.v1/schema.json. Do not edit.
/**
 * heimgeist opened or moved a room for an incident: what happened near it in time, who is suspect, what is affected.
 */
export interface IncidentAssessedV1 {
  /**
   * Subject of the incident.
   */
  incident: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Service concerned.
   */
  service?: string
  /**
   * Hours before the incident that were looked at.
   */
  window_hours?: number
  /**
   * Changes merged in that time, latest first.
   *
   * Items: One change.
   */
  changes: {
    /**
     * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
     */
    change: string
    /**
     * When.
     */
    merged_at: string
    /**
     * Whether it touched the service of the incident.
     */
    same_service?: boolean
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events: string[]
  }[]
  /**
   * Ranking that it rests on.
   */
  suspects?: string
  /**
   * The change that is named as the cause; absent while nobody can say.
   */
  root_cause?: string
  /**
   * How sure, 0 to 1.
   */
  confidence?: number
  /**
   * Seconds from the detection to this statement.
   */
  seconds_to_cause?: number
  /**
   * Areas affected.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  affected?: string[]
  /**
   * What happened, in order.
   *
   * Items: One moment.
   */
  timeline?: {
    /**
     * When.
     */
    at: string
    /**
     * What.
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
   * Draft in Markdown; every sentence carries the ids of its events.
   */
  post_mortem?: string
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
}
