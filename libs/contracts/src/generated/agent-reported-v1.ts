// Generated from contracts/agent.reported.v1/schema.json. Do not edit.
/**
 * What an agent found, all tools of one firing together.
 */
export interface AgentReportedV1 {
  /**
   * Name of the agent.
   */
  agent: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Event that fired the agent.
   */
  trigger: string
  /**
   * Worst of its tools.
   */
  outcome: 'passed' | 'failed' | 'incomplete'
  /**
   * One sentence.
   */
  summary: string
  /**
   * Number of findings.
   */
  findings: number
  /**
   * To whom it is raised for a decision; absent where it is only reported.
   */
  escalated_to?: string
  /**
   * Results of its tools.
   *
   * Items: Event id.
   */
  events: string[]
}
