import type { LineHunk } from './blame.js'

/** One hunk: old start, old lines, new start, new lines, enclosing function. */
export type Hunk = readonly [number, number, number, number, string]

export interface FileChange {
  readonly path: string
  readonly oldPath?: string
  readonly status: string
  readonly added: number
  readonly deleted: number
  readonly hunks: readonly (LineHunk & Hunk)[]
}

/** A change as the judgement sees it: a commit, or an open request for one. Times are seconds. */
export interface Change {
  /** Subject of the change. */
  readonly id: string
  /** Commit; empty where none is known. */
  readonly sha: string
  /** Event that told of it. */
  readonly event: string
  readonly author: string
  readonly authoredAt: number
  readonly committedAt: number
  readonly title: string
  readonly body: string
  readonly added: number
  readonly deleted: number
  /** Files in the whole change, those that are left out of the list included. */
  readonly fileCount: number
  readonly files: readonly FileChange[]
  /** Number of the pull request, where the message names it. */
  readonly number?: number
  /** Commits that this one says it fixes or reverts. */
  readonly fixes: readonly string[]
  readonly reverts: readonly string[]
  /** Identifiers of the added and deleted lines, each once, the most frequent first; absent where the source does not tell. */
  readonly tokens?: { readonly added: readonly string[]; readonly deleted: readonly string[] }
}
