// Generated from contracts/log.archived.v1/schema.json. Do not edit.
/**
 * Events of the log were archived: from now on their bodies stand in the packed segments of the portable log alone. They are read as before.
 */
export interface LogArchivedV1 {
  /**
   * First position that was archived.
   */
  first: number
  /**
   * Last position that was archived.
   */
  last: number
  /**
   * How many events that are.
   */
  events: number
  /**
   * Partitions of the log that they filled.
   */
  partitions: number
  /**
   * What these took in Postgres before, with their indexes, in bytes.
   */
  bytes: number
  /**
   * Hash of the line before the first; 64 zeros where the first is the first of the log.
   */
  previous: string
  /**
   * Hash of the line of the last. The chain up to there was checked.
   */
  hash: string
  /**
   * When the log took the last of them.
   */
  recorded_until: string
  /**
   * Who asked for it.
   */
  by: string
}
