// Generated from contracts/change.recorded.v1/schema.json. Do not edit.
/**
 * A commit of a watched repository, with the facts of its diff. The unit of judgement.
 */
export interface ChangeRecordedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * Commit.
   */
  sha: string
  /**
   * Parents; two or more for a merge.
   *
   * Items: Commit.
   */
  parents: string[]
  /**
   * Author of the commit.
   */
  author: {
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
   * Author date.
   */
  authored_at: string
  /**
   * Committer date.
   */
  committed_at: string
  /**
   * First line of the message.
   */
  title: string
  /**
   * Rest of the message, cut at 16,000 characters.
   */
  body?: string
  /**
   * Pull request number, where the message names it as a squash or merge does.
   */
  number?: number
  /**
   * Commits that a Fixes: line names, resolved to full ids, at most 50.
   *
   * Items: Commit.
   */
  fixes?: string[]
  /**
   * Commits that this one reverts, at most 50.
   *
   * Items: Commit.
   */
  reverts?: string[]
  /**
   * Issues that the message names (#7), at most 50.
   *
   * Items: Issue number.
   */
  issues?: number[]
  /**
   * Lines added in the whole change, files left out of the list included.
   */
  added: number
  /**
   * Lines deleted in the whole change, files left out of the list included.
   */
  deleted: number
  /**
   * Files of the change, at most 1000, in path order.
   *
   * Items: One file of the change.
   */
  files: {
    /**
     * Path in the repository after the change, with / as separator.
     */
    path: string
    /**
     * Path before the change, where it was renamed or copied.
     */
    old_path?: string
    /**
     * What happened to the file.
     */
    status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'retyped'
    /**
     * Lines added.
     */
    added: number
    /**
     * Lines deleted.
     */
    deleted: number
    /**
     * True where git holds the content for binary; lines are then 0.
     */
    binary?: boolean
    /**
     * Hunks in file order, at most 100.
     */
    hunks?: [number, number, number, number, string][]
  }[]
  /**
   * Files left out of the list because of its limit.
   */
  files_omitted?: number
  /**
   * Names that stand in the changed lines, in whatever language; left out where the lines were not read.
   */
  identifiers?: {
    /**
     * Of the added lines, the most frequent first.
     */
    added: string[]
    /**
     * Of the deleted lines, the most frequent first.
     */
    deleted: string[]
  }
  /**
   * True where the default branch contained the commit when it was recorded.
   */
  on_default_branch?: boolean
}
