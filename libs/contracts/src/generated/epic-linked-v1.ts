// Generated from contracts/epic.linked.v1/schema.json. Do not edit.
/**
 * A change belongs to an epic.
 */
export interface EpicLinkedV1 {
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
   * Who linked it, or the rule that did.
   */
  by?: string
  /**
   * Why.
   */
  reason?: string
  /**
   * How it came to be linked: hand, somebody said so; text, a text names the epic or the issue that describes it; cause, a change of the epic caused the incident.
   */
  how?: 'hand' | 'text' | 'cause'
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events?: string[]
}
