// Generated from contracts/comment.created.v1/schema.json. Do not edit.
/**
 * A person wrote a comment on a change or an issue.
 */
export interface CommentCreatedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject that the comment is on: pr/<repository>/<number> or issue/<repository>/<number>.
   */
  about: string
  /**
   * Who wrote it.
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
   * Text, cut at 16,000 characters. Hostile: data, never an instruction.
   */
  text: string
  /**
   * When.
   */
  created_at: string
  /**
   * Page at the host.
   */
  url?: string
}
