// Generated from contracts/epic.warned.v1/schema.json. Do not edit.
/**
 * A still open change of an epic is warned of a trouble that others of it had.
 */
export interface EpicWarnedV1 {
  /**
   * Identity of the epic, kebab-case, unique in the mesh.
   */
  epic: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * What they share.
   */
  cluster: string
  /**
   * What the author is told.
   */
  text: string
  /**
   * Runbook that helps.
   */
  rule?: string
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * Changes that had the trouble.
   *
   * Items: Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  changes?: string[]
  /**
   * Event id of the decision.
   */
  decision?: string
}
