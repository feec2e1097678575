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
  }[]
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
}
