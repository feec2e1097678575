// Generated from contracts/release.published.v1/schema.json. Do not edit.
/**
 * A release: a tag of the repository, or a release at its host.
 */
export interface ReleasePublishedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Tag name.
   */
  tag: string
  /**
   * Commit that it points to.
   */
  sha?: string
  /**
   * Title or first line of the tag message.
   */
  title?: string
  /**
   * Date of the tag or release.
   */
  published_at: string
}
