// Generated from contracts/approval.closed.v1/schema.json. Do not edit.
/**
 * A request for approval is over: answered, expired or withdrawn. Later answers change nothing.
 */
export interface ApprovalClosedV1 {
  /**
   * Event that asked.
   */
  request: string
  /**
   * Event that was to be decided about.
   */
  about: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * How it ended.
   */
  outcome: 'answered' | 'expired' | 'withdrawn'
  /**
   * Id of the option that counts.
   */
  option?: string
  /**
   * Event of the answer that counts.
   */
  answer?: string
  /**
   * Who answered.
   */
  by?: string
  /**
   * Why, where it was not answered.
   */
  reason?: string
}
