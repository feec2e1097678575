// Generated from contracts/epic.closed.v1/schema.json. Do not edit.
/**
 * An epic is over: nothing of it is warned about any more. epic.opened.v1 opens it again.
 */
export interface EpicClosedV1 {
  /**
   * Identity of the epic, kebab-case, unique in the mesh.
   */
  epic: string
  /**
   * Who closed it.
   */
  by?: string
  /**
   * Why.
   */
  reason?: string
  /**
   * Changes merged when it was closed.
   */
  merged?: number
  /**
   * Changes still open when it was closed.
   */
  open?: number
}
