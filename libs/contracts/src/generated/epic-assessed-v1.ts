// Generated from contracts/epic.assessed.v1/schema.json. Do not edit.
/**
 * Where an epic stands.
 */
export interface EpicAssessedV1 {
  /**
   * Identity of the epic, kebab-case, unique in the mesh.
   */
  epic: string
  /**
   * Changes linked.
   */
  linked: number
  /**
   * Of them merged.
   */
  merged: number
  /**
   * Of them open.
   */
  open: number
  /**
   * Of them closed without a merge.
   */
  closed: number
  /**
   * One sentence, such as "tracking 20 PRs, 12 merged, 8 open".
   */
  summary: string
  /**
   * Open changes without news.
   *
   * Items: One change.
   */
  stale?: {
    /**
     * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
     */
    change: string
    /**
     * Days without news.
     */
    days: number
    /**
     * The one act that would help.
     */
    unblock?: string
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events?: string[]
  }[]
  /**
   * Open changes that wait for something.
   *
   * Items: One change.
   */
  blocked?: {
    /**
     * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
     */
    change: string
    /**
     * What it waits for.
     */
    by: string
    /**
     * The one act that would help.
     */
    unblock?: string
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events?: string[]
  }[]
  /**
   * Troubles that several of its changes share.
   *
   * Items: One cluster.
   */
  clusters?: {
    /**
     * What they share.
     */
    label: string
    /**
     * Changes in it.
     *
     * Items: Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
     */
    changes: string[]
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events: string[]
    /**
     * What they share: error, an error with the same fingerprint; file, a file; area, an area.
     */
    kind?: 'error' | 'file' | 'area'
  }[]
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * Changes that something went wrong with: a run failed, they were taken back, mended, or caused an incident.
   */
  failed?: number
  /**
   * Changes linked that nothing was heard of yet.
   */
  unknown?: number
  /**
   * Issues that are open.
   */
  issues_open?: number
  /**
   * Issues that are closed.
   */
  issues_closed?: number
  /**
   * Incidents that are not over.
   */
  incidents_open?: number
  /**
   * Incidents that are over.
   */
  incidents_over?: number
  /**
   * Latest moment that the epic was told; stale counts up to it. Absent before the first.
   */
  at?: string
}
