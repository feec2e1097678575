// Generated from contracts/action.requested.v1/schema.json. Do not edit.
/**
 * heimgeist wants an act on the world. hauski carries it out, or refuses it.
 */
export interface ActionRequestedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
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
   * Class of the act.
   */
  class: 'look' | 'say' | 'change'
  /**
   * Agent that it is done for.
   */
  agent?: string
  /**
   * What the act needs, by kind: files [{path, content}], base, branch, title, body, marker, sha, context, state, text, url, change. open_change without files is for a branch that is there; with state closed and id, open_issue and update_change close what has that number; write_comment with an empty text takes the comment away.
   */
  arguments: {}
  /**
   * SHA-256 of the arguments as canonical JSON. What was approved is exactly this.
   */
  content_sha256: string
  /**
   * Decision that led to it.
   */
  decision: string
  /**
   * Answer that allowed it; absent where the level did.
   */
  approval?: string
  /**
   * Autonomy level that was used.
   */
  level: number
  /**
   * Rule or other proposal that it puts into the world.
   */
  proposal?: string
}
