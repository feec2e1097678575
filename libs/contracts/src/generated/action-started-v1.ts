// Generated from contracts/action.started.v1/schema.json. Do not edit.
/**
 * hauski is about to carry out an act: the intent, on record before anything happens.
 */
export interface ActionStartedV1 {
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
   * Where it acts: a folder or a host, without secrets.
   */
  target?: string
  /**
   * Commit that it builds on.
   */
  base?: string
}
