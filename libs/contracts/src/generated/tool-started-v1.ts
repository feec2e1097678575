// Generated from contracts/tool.started.v1/schema.json. Do not edit.
/**
 * wgx is about to run a tool for an agent: the intent.
 */
export interface ToolStartedV1 {
  /**
   * Name of the agent.
   */
  agent: string
  /**
   * Name of the tool.
   */
  tool: string
  /**
   * Event that requested it.
   */
  request: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository: string
  /**
   * Subject of the change: change/<repository>/<sha>, pr/<repository>/<number> or branch/<repository>/<branch>.
   */
  change?: string
  /**
   * Commit.
   */
  sha?: string
  /**
   * Command line as it will run.
   */
  command: string
}
