// Generated from contracts/note.written.v1/schema.json. Do not edit.
/**
 * A note of a job: something to remember for its next steps.
 */
export interface NoteWrittenV1 {
  /**
   * Job that it belongs to.
   */
  job: string
  /**
   * Step of the job.
   */
  step?: string
  /**
   * Kind of note.
   */
  type: 'Decision' | 'Constraint' | 'Todo' | 'Glossary' | 'Link'
  /**
   * One line.
   */
  title: string
  /**
   * Text.
   */
  body?: string
  /**
   * Tags.
   *
   * Items: Tag.
   */
  tags?: string[]
  /**
   * Repository identity, owner/name; local/<folder> where the repository has no host.
   */
  repository?: string
  /**
   * How much it matters, 0 to 1; 0.5 where nobody says.
   */
  importance?: number
  /**
   * Who wrote it.
   */
  by?: string
}
