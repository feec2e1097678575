import type { EventAppender } from './import-appender.js'
import type { ImportProgress } from './import-progress.js'
import type { ImportRules, SeenAt } from './import-rules.js'
import type { RepositoryStore } from './repository-store.js'
import type { KnownRefs, RoundState } from './repository-tables.js'

/** How much of a diff goes into an event besides its files and hunks. */
export const DIFF_LIMITS = { maxIdentifiers: 100 } as const

/** What all parts of one look at a repository share. */
export interface ImportContext {
  readonly rules: ImportRules
  readonly store: RepositoryStore
  readonly appender: EventAppender
  readonly progress: ImportProgress
  readonly location: string
  readonly repository: string
  /** Folder of our bare mirror. */
  readonly mirror: string
  /** What the log has been told before; nothing at the first look. */
  readonly known: KnownRefs | undefined
  /** The same, but nothing where commits may have appeared before those that are known. */
  readonly since: KnownRefs | undefined
  readonly round: RoundState
  /** True as long as the log knows no commit of the repository. */
  readonly first: boolean
  readonly moment: SeenAt
  readonly signal: AbortSignal
}
