// Generated from contracts/guard.requested.v1/schema.json. Do not edit.
/**
 * A guard run is wanted for a change.
 */
export interface GuardRequestedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * Commit to check out; absent when it must be looked up from the change.
   */
  sha?: string
  /**
   * Commit whose .heimgewebe.yaml names the guards; the default branch when absent.
   */
  base?: string
  /**
   * Area whose guards are to run; "changed" for the areas that the change touches.
   */
  area: string
  /**
   * Areas that the change touches, where area is "changed".
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  areas?: string[]
  /**
   * Kind of run.
   */
  kind: 'guard' | 'smoke'
  /**
   * Who or what asked.
   */
  requested_by: string
}
