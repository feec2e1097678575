// Generated from contracts/notes.archived.v1/schema.json. Do not edit.
/**
 * The older notes of a job were taken out of its active memory; they stay in the archive and in the log.
 */
export interface NotesArchivedV1 {
  /**
   * Job that it belongs to.
   */
  job: string
  /**
   * Events of the notes, oldest first.
   *
   * Items: Event id.
   */
  notes: string[]
  /**
   * How many, also of those not listed.
   */
  count: number
  /**
   * Bytes of all of them.
   */
  bytes: number
  /**
   * Notes that stay active.
   */
  kept: number
  /**
   * Name of the archive below the folder of the job.
   */
  file: string
}
