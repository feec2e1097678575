// Generated from contracts/push.received.v1/schema.json. Do not edit.
/**
 * A host says that a branch or tag moved.
 */
export interface PushReceivedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Full ref name.
   */
  ref: string
  /**
   * Commit before; zeros when the ref is new.
   */
  before: string
  /**
   * Commit after; zeros when the ref was deleted.
   */
  after: string
  /**
   * True where the push rewrote history.
   */
  forced: boolean
  /**
   * Commits that the host lists, oldest first, at most 250.
   *
   * Items: One commit.
   */
  commits: {
    /**
     * Commit.
     */
    sha: string
    /**
     * First line of the message.
     */
    title: string
    /**
     * Author.
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
  }[]
  /**
   * Who pushed.
   */
  pusher?: {
    /**
     * Name as the source gives it.
     */
    name: string
    /**
     * E-mail address as the source gives it; empty when unknown.
     */
    email?: string
  }
}
