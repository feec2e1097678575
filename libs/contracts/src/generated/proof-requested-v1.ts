// Generated from contracts/proof.requested.v1/schema.json. Do not edit.
/**
 * A person wants to know by experiment whether a change is behind an incident.
 */
export interface ProofRequestedV1 {
  /**
   * Subject of the incident.
   */
  incident: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Suspect as a commit, change/<repository>/<sha>; the first suspect of the incident when absent.
   */
  change?: string
  /**
   * Shell command, run in the root of a clean checkout; it fails where the trouble is there. Exit codes 125 to 127 say that it cannot tell.
   */
  command: string
  /**
   * Commit on which the suspect is taken back; the default branch as last read when absent.
   */
  onto?: string
  /**
   * Wall time that one run may take, in seconds.
   */
  time_limit_seconds?: number
  /**
   * Memory that one run may take, in MiB.
   */
  memory_limit_mib?: number
  /**
   * Who asked.
   */
  requested_by: string
}
