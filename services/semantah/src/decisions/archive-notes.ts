import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'

/** Notes that have to leave the active memory of a job. */
export interface Leaving {
  /** Ids, oldest first. */
  readonly notes: readonly string[]
  readonly bytes: number
}

const MOST_LISTED = 5000
const KEPT = 10

/** Says that notes were archived because of a new one, under a name that a second handling gives again. */
export const archiveNotes = (event: MeshEvent<'note.written.v1'>, leaving: Leaving): Draft[] => [
  draft('notes.archived.v1', {
    subject: `notes/${event.data.job}`,
    data: {
      job: event.data.job,
      notes: leaving.notes.slice(0, MOST_LISTED),
      count: leaving.notes.length,
      bytes: leaving.bytes,
      kept: KEPT,
      file: `archive_${event.time.replaceAll(/[-:.]/g, '')}.json`,
    },
  }),
]
