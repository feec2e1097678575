// Generated from contracts/pr.merged.v1/schema.json. Do not edit.
/**
 * A proposed change is now part of its base branch.
 */
export interface PrMergedV1 {
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
   * Branch it is to be merged into.
   */
  base_branch?: string
  /**
   * Title.
   */
  title: string
  /**
   * Who opened it.
   */
  author?: {
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
   * Who merged it.
   */
  merged_by?: {
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
   * Commit that brought it into the base branch.
   */
  merge_sha?: string
  /**
   * Commits in the change, oldest first, at most 250.
   *
   * Items: Commit.
   */
  commits?: string[]
  /**
   * How it was merged.
   */
  strategy: 'merge' | 'squash' | 'rebase' | 'unknown'
  /**
   * When it was merged.
   */
  merged_at: string
  /**
   * Page at the host.
   */
  url?: string
}
