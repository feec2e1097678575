// Generated from contracts/level.changed.v1/schema.json. Do not edit.
/**
 * An autonomy level changed: earned by a record, lost by one bad outcome, or set by a person.
 */
export interface LevelChangedV1 {
  /**
   * Agent; all when absent.
   */
  agent?: string
  /**
   * Class; all when absent.
   */
  act?: 'look' | 'say' | 'change'
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * Level before.
   */
  from: number
  /**
   * Level from now on.
   */
  to: number
  /**
   * Why.
   */
  reason: string
  /**
   * Events that it rests on.
   *
   * Items: Event id.
   */
  events: string[]
  /**
   * Who changed it.
   */
  by: string
}
