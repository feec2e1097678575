// Generated from contracts/advice.given.v1/schema.json. Do not edit.
/**
 * What was learned of earlier changes concerns an open one, and was recommended to its author: once for a change and what it is about.
 */
export interface AdviceGivenV1 {
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change: string
  /**
   * What it rests on: a pattern of changes that ended badly, a cluster of like troubles, or a guide alone, a runbook or checklist in force.
   */
  kind: 'pattern' | 'cluster' | 'guide'
  /**
   * Identity of the pattern, of the cluster, or of the rule that is the guide.
   */
  key: string
  /**
   * Its name for people.
   */
  name: string
  /**
   * What the author is told.
   */
  text: string
  /**
   * What the change has in common with it: files, or only areas, as where its files are not known.
   */
  by: 'files' | 'areas'
  /**
   * These files or areas.
   *
   * Items: Path or area.
   */
  places?: string[]
  /**
   * Runbooks and checklists in force that help, and where they lie.
   *
   * Items: One guide.
   */
  guides?: {
    /**
     * Identity of the rule.
     */
    rule: string
    /**
     * Name for people.
     */
    name: string
    /**
     * Whether it is read or ticked off.
     */
    kind: 'runbook' | 'checklist'
    /**
     * File in the repository; absent where the proposal named none.
     */
    path?: string
  }[]
  /**
   * Changes that had the trouble.
   *
   * Items: Subject of the change, run or incident.
   */
  changes?: string[]
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * Event id of the decision.
   */
  decision: string
}
