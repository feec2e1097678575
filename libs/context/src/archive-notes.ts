/** A note as far as its keeping needs it. */
export interface KeptNote {
  readonly id: string
  /** Size in bytes. */
  readonly bytes: number
}

/** When notes are archived. */
export interface ArchiveLimits {
  /** Notes of one job. Default 2,000. */
  readonly items: number
  /** Bytes of all notes of one job. Default 4 MiB. */
  readonly bytes: number
  /** Share of either limit beyond which the older notes go. Default 0.8. */
  readonly share: number
  /** Newest notes that stay. Default 10. */
  readonly keep: number
}

/** The defaults. */
export const ARCHIVE_LIMITS: ArchiveLimits = { items: 2_000, bytes: 4 * 1_048_576, share: 0.8, keep: 10 }

/** Notes that go into the archive, oldest first: all but the newest, once there are too many or they are too large. */
export const archiveNotes = <Note extends KeptNote>(oldestFirst: readonly Note[], limits: ArchiveLimits): Note[] => {
  const bytes = oldestFirst.reduce((total, note) => total + note.bytes, 0)
  const full = oldestFirst.length > limits.items * limits.share || bytes > limits.bytes * limits.share
  return full ? oldestFirst.slice(0, Math.max(0, oldestFirst.length - limits.keep)) : []
}
