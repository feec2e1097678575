// Generated from contracts/approval.given.v1/schema.json. Do not edit.
/**
 * A person answered a request for approval.
 */
export interface ApprovalGivenV1 {
  /**
   * Event that asked.
   */
  request: string
  /**
   * Id of the option chosen.
   */
  option: string
  /**
   * Who answered.
   */
  by: string
  /**
   * Where it was answered: web, cli, email, slack.
   */
  provider?: string
  /**
   * SHA-256 of the bytes that the person saw.
   */
  content_sha256?: string
  /**
   * What the person added.
   */
  note?: string
}
