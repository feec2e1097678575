// Generated from contracts/switch.thrown.v1/schema.json. Do not edit.
/**
 * The kill switch: all acts stop, or may go on.
 */
export interface SwitchThrownV1 {
  /**
   * stopped: no act begins and running ones end; released: as the levels say.
   */
  state: 'stopped' | 'released'
  /**
   * Who threw it.
   */
  by: string
  /**
   * Why.
   */
  reason?: string
}
