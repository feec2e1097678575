// Generated from contracts/pr.closed.v1/schema.json. Do not edit.
/**
 * A proposed change was given up without being merged.
 */
export interface PrClosedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Number of the pull or merge request at its host; absent for a branch without one.
   */
  number?: number
  /**
   * Head branch.
   */
  branch?: string
  /**
   * Title.
   */
  title?: string
  /**
   * Who closed it.
   */
  closed_by?: {
    /**
     * Name as the source gives it.
     */
    name: string
    /**
     * E-mail address as the source gives it; empty when unknown.
     */
    email?: string
  }
  /**
   * When it was closed.
   */
  closed_at: string
}
