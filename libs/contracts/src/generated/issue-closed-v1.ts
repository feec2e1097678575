// Generated from contracts/issue.closed.v1/schema.json. Do not edit.
/**
 * An issue was closed.
 */
export interface IssueClosedV1 {
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
  title?: string
  /**
   * When.
   */
  closed_at: string
}
