// Generated from contracts/change.resumed.v1/schema.json. Do not edit.
/**
 * A change that was given up after a failure is pursued again: it is judged, guarded and asked about as any other.
 */
export interface ChangeResumedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * Who takes it up again.
   */
  by: string
  /**
   * Event that said that it was given up.
   */
  given_up: string
}
