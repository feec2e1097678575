// Generated from contracts/branch.rewritten.v1/schema.json. Do not edit.
/**
 * A branch no longer contains the commit it pointed to: history was rewritten.
 */
export interface BranchRewrittenV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Branch name.
   */
  branch: string
  /**
   * Head before.
   */
  before: string
  /**
   * Head after.
   */
  after: string
}
