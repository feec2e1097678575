// Generated from contracts/trial.started.v1/schema.json. Do not edit.
/**
 * Intent: a command is about to run for a proof.
 */
export interface TrialStartedV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the incident.
   */
  incident: string
  /**
   * Event id of the request.
   */
  request: string
  /**
   * Commit of the suspect.
   */
  suspect: string
  /**
   * What is run: change (the suspect), parent (the commit before it), reverted (a later commit with the suspect taken back).
   */
  what: 'change' | 'parent' | 'reverted'
  /**
   * Commit on which the suspect is taken back, where what is "reverted".
   */
  onto?: string
  /**
   * Which run of the same thing this is, from 1.
   */
  attempt: number
  /**
   * Shell command, run in the root of a clean checkout; it fails where the trouble is there. Exit codes 125 to 127 say that it cannot tell.
   */
  command: string
  /**
   * Wall time that one run may take, in seconds.
   */
  time_limit_seconds: number
  /**
   * Memory that one run may take, in MiB.
   */
  memory_limit_mib: number
}
