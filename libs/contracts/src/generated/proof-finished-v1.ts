// Generated from contracts/proof.finished.v1/schema.json. Do not edit.
/**
 * Whether experiment shows that a change is behind an incident.
 */
export interface ProofFinishedV1 {
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
   * Suspect as a commit; absent where there was none to try.
   */
  change?: string
  /**
   * proved: the command fails on the change, passes before it, and passes with it taken back. Everything else is not_proved.
   */
  verdict: 'proved' | 'not_proved'
  /**
   * One sentence: what proves it, or what is missing.
   */
  reason: string
  /**
   * What was run, and what came of it.
   *
   * Items: One run.
   */
  runs: {
    /**
     * What is run: change (the suspect), parent (the commit before it), reverted (a later commit with the suspect taken back).
     */
    what: 'change' | 'parent' | 'reverted'
    /**
     * Which run of the same thing this is, from 1.
     */
    attempt: number
    /**
     * What came of it.
     */
    outcome: 'failed' | 'passed' | 'cannot_tell' | 'not_run' | 'unknown'
    /**
     * Event of the result.
     */
    event: string
  }[]
  /**
   * Results that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
}
