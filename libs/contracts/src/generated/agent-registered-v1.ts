// Generated from contracts/agent.registered.v1/schema.json. Do not edit.
/**
 * An agent is registered, or changed, while the mesh runs.
 */
export interface AgentRegisteredV1 {
  /**
   * Name of the agent.
   */
  agent: string
  /**
   * Counts up with every change.
   */
  version: number
  /**
   * The agent as its YAML file says, read.
   */
  definition: {}
  /**
   * SHA-256 of the exact bytes, lower-case hex.
   */
  definition_sha256: string
  /**
   * Whether it acts; false for a dry run.
   */
  enabled: boolean
  /**
   * Who registered it.
   */
  by?: string
}
