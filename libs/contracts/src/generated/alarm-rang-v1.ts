// Generated from contracts/alarm.rang.v1/schema.json. Do not edit.
/**
 * A moment that heimgeist waited for has come. Time enters decisions by this event only; its own time is the moment.
 */
export interface AlarmRangV1 {
  /**
   * What was waited for: failed, ask, remind, expire, stale or command, a slash, and the event that it is about.
   */
  alarm: string
  /**
   * Event that the alarm was set for.
   */
  about: string
  /**
   * Moment that was waited for; absent where only the present time was asked for.
   */
  set_for?: string
}
