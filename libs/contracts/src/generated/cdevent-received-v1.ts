// Generated from contracts/cdevent.received.v1/schema.json. Do not edit.
/**
 * A CDEvent of a kind that the mesh has no contract for, or without what its contract needs, kept as it came.
 */
export interface CdeventReceivedV1 {
  /**
   * Type as the sender gives it, such as dev.cdevents.artifact.published.0.3.0.
   */
  type: string
  /**
   * Id as the sender gives it.
   */
  id: string
  /**
   * Who says so.
   */
  source: string
  /**
   * Id of the subject.
   */
  subject?: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * SHA-256 of the event as JSON, lower-case hex.
   */
  body_sha256: string
  /**
   * The CDEvent, where it is not too large.
   */
  payload?: {}
}
