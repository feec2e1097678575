// Generated from contracts/command.refused.v1/schema.json. Do not edit.
/**
 * A command was not carried out.
 */
export interface CommandRefusedV1 {
  /**
   * The command as typed.
   */
  text: string
  /**
   * Who gave it.
   */
  by?: string
  /**
   * Why it was refused, and what is possible instead.
   */
  reason: string
  /**
   * Kind of refusal.
   */
  code: 'malformed' | 'unknown-tool' | 'unknown-verb' | 'unknown-change' | 'not-allowed'
}
