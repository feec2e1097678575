// Generated from contracts/delivery.finished.v1/schema.json. Do not edit.
/**
 * What became of telling it by one provider. Whatever it is, the question stands on the page and in the command line.
 */
export interface DeliveryFinishedV1 {
  /**
   * Event that was told.
   */
  about: string
  /**
   * What is told: question, reminder or escalation.
   */
  kind: 'question' | 'reminder' | 'escalation'
  /**
   * Provider that tells it, by the name that the owner gave it.
   */
  provider: string
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * delivered: the other side took it; failed: it did not, after all tries; refused: nothing was sent, and the reason says why; unknown: it was cut off in the middle, and is not sent a second time.
   */
  verdict: 'delivered' | 'failed' | 'refused' | 'unknown'
  /**
   * Why, where it was not delivered. Holds no address and no secret.
   */
  reason?: string
  /**
   * How often it was tried.
   */
  tries?: number
}
