// Generated from contracts/agent.removed.v1/schema.json. Do not edit.
/**
 * An agent is no longer registered.
 */
export interface AgentRemovedV1 {
  /**
   * Name of the agent.
   */
  agent: string
  /**
   * Why.
   */
  reason?: string
  /**
   * Who removed it.
   */
  by?: string
}
