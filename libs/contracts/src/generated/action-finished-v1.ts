// Generated from contracts/action.finished.v1/schema.json. Do not edit.
/**
 * What became of an act.
 */
export interface ActionFinishedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Event that requested it.
   */
  request: string
  /**
   * Event of the intent; absent where it was refused before it began.
   */
  started?: string
  /**
   * Kind of act on the world.
   */
  act:
    | 'commit_files'
    | 'open_change'
    | 'update_change'
    | 'set_status'
    | 'write_comment'
    | 'add_rule'
    | 'revert_change'
    | 'open_issue'
    | 'notify'
  /**
   * What became of it. unknown: the process ended in the middle and the world could not tell.
   */
  verdict: 'done' | 'nothing_to_do' | 'refused' | 'failed' | 'unknown' | 'undone'
  /**
   * Why, where it was not done.
   */
  reason?: string
  /**
   * Traces that it left.
   */
  result?: {
    /**
     * Commit.
     */
    commit?: string
    /**
     * Branch.
     */
    branch?: string
    /**
     * Address at the host.
     */
    url?: string
    /**
     * Identity at the host, such as of a comment.
     */
    id?: string
  }
  /**
   * How it can be taken back.
   */
  undo?: {
    /**
     * Kind of act that takes it back.
     */
    act: string
    /**
     * What that act needs.
     */
    arguments?: {}
  }
  /**
   * How long it took, in seconds.
   */
  duration_seconds: number
}
