import type { ChangedIdentifiers } from './identifiers.js'

/** What happened to a file. */
export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'retyped'

/** Old start line, old lines, new start line, new lines, enclosing function as git names it or an empty text. */
export type Hunk = [number, number, number, number, string]

/** One file of a diff. */
export interface FileChange {
  /** Path after the change. Bytes that are not UTF-8 become U+FFFD. */
  readonly path: string
  /** Path before, where it was renamed or copied. */
  readonly oldPath?: string
  readonly status: FileStatus
  /** Lines; 0 for a binary file. */
  readonly added: number
  readonly deleted: number
  /** True where git holds the content for binary, which it does for every file of 32 MiB and more. */
  readonly binary: boolean
  /** Hunks in file order, up to the limit that was asked for. */
  readonly hunks: readonly Hunk[]
}

/** What a commit, or the way from one commit to another, changes. */
export interface Diff {
  /** Files in git's order, up to the limit that was asked for. */
  readonly files: readonly FileChange[]
  /** Files beyond that limit. */
  readonly filesOmitted: number
  /** Lines of all files, the omitted ones included. */
  readonly added: number
  readonly deleted: number
  /** Identifiers of the changed lines, where they were asked for. */
  readonly identifiers?: ChangedIdentifiers
}

/**
 * A commit with the facts of its diff. A merge has no files: the commits that it merges already tell them; nor has a
 * commit at the edge of a shallow clone, of which nobody knows what it changed.
 */
export interface Commit extends Diff {
  readonly sha: string
  /** Parents as this repository knows them: none at the edge of a shallow clone. */
  readonly parents: readonly string[]
  readonly author: { readonly name: string; readonly email: string }
  /** Unix time in seconds, within the years 1970 to 9999. */
  readonly authoredAt: number
  readonly committedAt: number
  /** Whole message. Bytes that are not UTF-8 after git's recoding become U+FFFD; cut at 64 KiB. */
  readonly message: string
}

/** How much of a large diff is kept. The counts stay complete. */
export interface DiffLimits {
  /** Files kept. Default 1000. */
  readonly maxFiles?: number
  /** Hunks kept of one file. Default 100. */
  readonly maxHunks?: number
  /** Identifiers kept of the added and of the deleted lines. Default 0: the lines are passed over unread. */
  readonly maxIdentifiers?: number
}
