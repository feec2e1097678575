// Generated from contracts/event.discarded.v1/schema.json. Do not edit.
/**
 * A person gives up a parked event.
 */
export interface EventDiscardedV1 {
  /**
   * Id of the parked event.
   */
  event: string
  /**
   * Service that parked it.
   */
  consumer: string
  /**
   * Who decided.
   */
  by: string
  /**
   * Why.
   */
  note: string
}
