// Generated from contracts/policy.changed.v1/schema.json. Do not edit.
/**
 * The owner changed the policy: versioned data that decisions name.
 */
export interface PolicyChangedV1 {
  /**
   * Name of the policy.
   */
  policy: string
  /**
   * Counts up.
   */
  version: number
  /**
   * The policy as data: levels, commanders, budgets, thresholds, blocked commands.
   */
  content: {}
  /**
   * SHA-256 of the exact bytes, lower-case hex.
   */
  content_sha256: string
  /**
   * Who changed it.
   */
  by: string
  /**
   * Why.
   */
  reason?: string
}
