// Generated from contracts/issue.opened.v1/schema.json. Do not edit.
/**
 * An issue was opened.
 */
export interface IssueOpenedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Issue number.
   */
  number: number
  /**
   * Title.
   */
  title: string
  /**
   * Text, cut at 16,000 characters.
   */
  body?: string
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
   * Labels, at most 50.
   *
   * Items: Label.
   */
  labels?: string[]
  /**
   * When.
   */
  opened_at: string
}
