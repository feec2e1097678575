// Generated from contracts/tool.requested.v1/schema.json. Do not edit.
/**
 * An agent wants a tool run.
 */
export interface ToolRequestedV1 {
  /**
   * Name of the agent.
   */
  agent: string
  /**
   * Name of the tool.
   */
  tool: string
  /**
   * Command line, where the tool is one.
   */
  command?: string
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
   * Files that it is about.
   *
   * Items: Path.
   */
  files?: string[]
  /**
   * Place among the tools of this firing, from 0.
   */
  order?: number
  /**
   * Event that fired the agent.
   */
  trigger: string
  /**
   * Autonomy level that was used.
   */
  level?: number
}
