// Generated from contracts/message.summarised.v1/schema.json. Do not edit.
/**
 * What was said in a step of a job, in short.
 */
export interface MessageSummarisedV1 {
  /**
   * Job that it belongs to.
   */
  job: string
  /**
   * Step of the job.
   */
  step: string
  /**
   * Who said it, such as coder.
   */
  role: string
  /**
   * In short.
   */
  summary: string
  /**
   * Tokens of what was said.
   */
  tokens?: number
}
