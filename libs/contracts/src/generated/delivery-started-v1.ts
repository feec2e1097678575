// Generated from contracts/delivery.started.v1/schema.json. Do not edit.
/**
 * A question, a reminder or an escalation is about to leave the mesh by one provider. The intent; its id is what makes it happen once.
 */
export interface DeliveryStartedV1 {
  /**
   * Event that is told.
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
}
