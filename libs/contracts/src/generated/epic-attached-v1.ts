// Generated from contracts/epic.attached.v1/schema.json. Do not edit.
/**
 * An issue or an incident belongs to an epic.
 */
export interface EpicAttachedV1 {
  /**
   * Identity of the epic, kebab-case, unique in the mesh.
   */
  epic: string
  /**
   * Subject of the issue or incident: issue/<repository>/<number> or incident/<id>.
   */
  subject: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Who attached it, or the rule that did.
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
