// Generated from contracts/epic.opened.v1/schema.json. Do not edit.
/**
 * An epic is followed from now on.
 */
export interface EpicOpenedV1 {
  /**
   * Identity of the epic, kebab-case, unique in the mesh.
   */
  epic: string
  /**
   * Title.
   */
  title: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Subject of the issue that describes it.
   */
  issue?: string
  /**
   * Who opened it.
   */
  by?: string
  /**
   * True where it was closed before.
   */
  reopened?: boolean
}
