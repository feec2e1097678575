// Generated from contracts/explanation.given.v1/schema.json. Do not edit.
/**
 * heimgeist answers why something was decided: the decisions, their reasons, and what it had heard.
 */
export interface ExplanationGivenV1 {
  /**
   * What the answer is about: the subject of a change, an incident or a rule, or the id of an event.
   */
  about: string
  /**
   * What that is, kebab-case: decision, change, commit, incident, rule, act, guard-run, question, event.
   */
  kind: string
  /**
   * Who asked.
   */
  by: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * The whole answer for people, one sentence a line, in English.
   */
  text: string
  /**
   * The decisions, the latest first.
   *
   * Items: One decision.
   */
  decisions: {
    /**
     * Event of the decision.
     */
    decision: string
    /**
     * Time of the event that it is about, RFC 3339.
     */
    time: string
    /**
     * Event that it is about.
     */
    about: string
    /**
     * Agent that decided or acted.
     */
    agent: string
    /**
     * Class of the act: look, say, change or none.
     */
    act: string
    /**
     * What was chosen, kebab-case.
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
     * Name and version of the policy.
     */
    policy: string
    /**
     * Its reasons, as they were recorded.
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
  }[]
  /**
   * Older decisions that are not told; absent where there are none.
   */
  more?: number
  /**
   * What was heard of it besides: its judgement, its suspects, how an act or a question ended.
   *
   * Items: One fact.
   */
  heard: {
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
}
