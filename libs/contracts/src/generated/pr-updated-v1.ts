// Generated from contracts/pr.updated.v1/schema.json. Do not edit.
/**
 * A proposed change has other content than before.
 */
export interface PrUpdatedV1 {
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
  branch: string
  /**
   * Branch it is to be merged into.
   */
  base_branch: string
  /**
   * Head commit.
   */
  head: string
  /**
   * Commit the head branched from; absent when unknown.
   */
  base?: string
  /**
   * Title.
   */
  title: string
  /**
   * Description, cut at 16,000 characters.
   */
  body?: string
  /**
   * Who opened it.
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
   * Commits in the change, oldest first, at most 250.
   *
   * Items: Commit.
   */
  commits?: string[]
  /**
   * Lines added in the whole change.
   */
  added: number
  /**
   * Lines deleted in the whole change.
   */
  deleted: number
  /**
   * False where the source did not say which files it touches.
   */
  files_known: boolean
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
   * True while its author marks it as not ready.
   */
  draft?: boolean
  /**
   * Page at the host.
   */
  url?: string
}
