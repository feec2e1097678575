// Generated from contracts/epic.unlinked.v1/schema.json. Do not edit.
/**
 * A change, an issue or an incident does not belong to an epic any more. No text links it again.
 */
export interface EpicUnlinkedV1 {
  /**
   * Identity of the epic, kebab-case, unique in the mesh.
   */
  epic: string
  /**
   * Subject of what was linked.
   */
  subject: string
  /**
   * Who took it out.
   */
  by?: string
  /**
   * Why.
   */
  reason?: string
  /**
   * Other epics that it still belongs to.
   *
   * Items: Identity of an epic.
   */
  remaining?: string[]
}
