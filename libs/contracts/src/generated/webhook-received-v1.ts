// Generated from contracts/webhook.received.v1/schema.json. Do not edit.
/**
 * A signed delivery of a host for whose kind there is no contract: kept as it came.
 */
export interface WebhookReceivedV1 {
  /**
   * Kind of host.
   */
  host: 'github' | 'gitlab' | 'gitea' | 'forgejo'
  /**
   * Event name as the host gives it.
   */
  event: string
  /**
   * Action as the host gives it.
   */
  action?: string
  /**
   * Delivery id as the host gives it.
   */
  delivery: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * SHA-256 of the raw body, hex.
   */
  body_sha256: string
  /**
   * Size of the raw body in bytes.
   */
  body_bytes: number
  /**
   * The body as JSON, where it is no larger than 128 KiB.
   */
  payload?: {}
}
