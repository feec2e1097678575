// Generated from contracts/pr.reviewed.v1/schema.json. Do not edit.
/**
 * A person gave a review of a proposed change.
 */
export interface PrReviewedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Number of the pull or merge request at its host; absent for a branch without one.
   */
  number: number
  /**
   * Who reviewed.
   */
  reviewer: {
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
   * What the reviewer said.
   */
  verdict: 'approved' | 'changes_requested' | 'commented' | 'dismissed'
  /**
   * Review text, cut at 16,000 characters.
   */
  text?: string
  /**
   * When.
   */
  reviewed_at: string
}
