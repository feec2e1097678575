// Generated from contracts/failure.settled.v1/schema.json. Do not edit.
/**
 * What became of an open change whose runs failed: what a person chose, or that the runs pass now.
 */
export interface FailureSettledV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * Head commit whose runs failed.
   */
  sha: string
  /**
   * develop_anew: it is developed anew, with the hints; fix_by_hand: a person mends it, and nobody is asked about this head again; given_up: it is not pursued, and nothing of the mesh works on it; recovered: what failed has passed since, without an answer.
   */
  state: 'develop_anew' | 'fix_by_hand' | 'given_up' | 'recovered'
  /**
   * Event that asked; absent where nobody was asked yet.
   */
  request?: string
  /**
   * Event of the answer; absent where the runs pass.
   */
  answer?: string
  /**
   * Who chose.
   */
  by?: string
  /**
   * What the person added, for whoever develops it anew.
   */
  hints?: string
  /**
   * Heads of this change in a row whose runs failed.
   */
  failures?: number
  /**
   * Runs that failed, and where they pass those that passed.
   *
   * Items: Event id.
   */
  events: string[]
}
