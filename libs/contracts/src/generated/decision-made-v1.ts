// Generated from contracts/decision.made.v1/schema.json. Do not edit.
/**
 * heimgeist decided what to do about an event, and why.
 */
export interface DecisionMadeV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Event that the decision is about.
   */
  about: string
  /**
   * Agent that decides or acts.
   */
  agent: string
  /**
   * Class of the act.
   */
  act: 'look' | 'say' | 'change' | 'none'
  /**
   * What is done, kebab-case: request-guard, warn, record-only, refuse, nothing.
   */
  chosen: string
  /**
   * Autonomy level that was used.
   */
  level: number
  /**
   * Why this level held.
   */
  level_reason: string
  /**
   * Why it was chosen, at most three.
   *
   * Items: One reason.
   */
  reasons: {
    /**
     * One sentence that a person can check.
     */
    text: string
    /**
     * Events that it rests on.
     *
     * Items: Event id.
     */
    events: string[]
  }[]
  /**
   * Areas concerned.
   *
   * Items: Area of the repository, from .heimgewebe.yaml or the folder structure.
   */
  areas?: string[]
  /**
   * Name and version of the policy.
   */
  policy: string
}
