// Generated from contracts/event.parked.v1/schema.json. Do not edit.
/**
 * A service could not take an event and set it aside.
 */
export interface EventParkedV1 {
  /**
   * Id of the parked event.
   */
  event: string
  /**
   * Its type.
   */
  event_type: string
  /**
   * Its position in the log.
   */
  event_position: number
  /**
   * Service that parked it.
   */
  consumer: string
  /**
   * Error message.
   */
  reason: string
  /**
   * Error code, such as poison_message.
   */
  code: string
  /**
   * Times it was tried.
   */
  tries: number
}
