// Generated from contracts/approval.reminded.v1/schema.json. Do not edit.
/**
 * A person was reminded of a request that is still open.
 */
export interface ApprovalRemindedV1 {
  /**
   * Event that asked.
   */
  request: string
  /**
   * Who reminded.
   *
   * Items: Name of the provider.
   */
  providers?: string[]
}
