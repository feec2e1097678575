// Generated from contracts/watch.requested.v1/schema.json. Do not edit.
/**
 * A person asks Heimgewebe to read a repository and to follow it.
 */
export interface WatchRequestedV1 {
  /**
   * Path of a local repository or clone URL.
   */
  location: string
  /**
   * Identity to use; derived from the location when absent.
   */
  repository?: string
}
