// Generated from contracts/tool.finished.v1/schema.json. Do not edit.
/**
 * What a tool that an agent wanted found.
 */
export interface ToolFinishedV1 {
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
   * What became of it. missing: the tool is not installed; refused: policy or the command's rating forbids it.
   */
  verdict: 'passed' | 'failed' | 'missing' | 'refused' | 'timed_out' | 'out_of_memory' | 'not_run' | 'unknown'
  /**
   * Why, where it did not pass.
   */
  reason?: string
  /**
   * What it found.
   *
   * Items: One finding.
   */
  findings?: {
    /**
     * Rule.
     */
    rule?: string
    /**
     * Path.
     */
    path?: string
    /**
     * Line, from 1.
     */
    line?: number
    /**
     * How bad.
     */
    level?: 'note' | 'warning' | 'error'
    /**
     * What is wrong.
     */
    text: string
  }[]
  /**
   * Exit code of the command.
   */
  exit_code?: number
  /**
   * End of the output.
   */
  output?: string
  /**
   * How long it took, in seconds.
   */
  duration_seconds: number
  /**
   * Protection that was active.
   *
   * Items: Name.
   */
  protection?: string[]
}
