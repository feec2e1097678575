// Generated from contracts/event.released.v1/schema.json. Do not edit.
/**
 * A person asks a service to try a parked event again.
 */
export interface EventReleasedV1 {
  /**
   * Id of the parked event.
   */
  event: string
  /**
   * Service that parked it.
   */
  consumer: string
  /**
   * Who asks.
   */
  by: string
}
