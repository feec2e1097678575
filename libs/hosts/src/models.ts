/** What the hosts tell, in one shape. Times are RFC 3339 in UTC. Texts are as the host gives them: hostile data. */

/** A person as a host names one. */
export interface HostPerson {
  readonly name: string
  readonly email?: string
}

/** A repository at its host. */
export interface HostRepository {
  /** owner/name as the host writes it; local/<folder> for a folder; uuid for Subversion. */
  readonly identity: string
  readonly defaultBranch: string
  /** Where it is read from, without credentials. */
  readonly location: string
}

/** A change: pull request, merge request, or a branch that is ahead. */
export interface HostChange {
  /** Number at the host; 0 where it has none, as a branch of a folder. */
  readonly number: number
  readonly state: 'open' | 'closed' | 'merged'
  readonly title: string
  readonly body?: string
  readonly author: HostPerson
  readonly draft: boolean
  readonly head: { readonly ref: string; readonly sha: string }
  readonly base: { readonly ref: string; readonly sha?: string }
  readonly createdAt: string
  readonly updatedAt: string
  readonly mergedAt?: string
  readonly mergedBy?: HostPerson
  readonly mergeSha?: string
  readonly closedAt?: string
  readonly closedBy?: HostPerson
  readonly url?: string
}

/** A file of a change or of a commit. */
export interface HostFile {
  readonly path: string
  readonly oldPath?: string
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied'
  /** Lines; 0 for a binary file, and where the host does not tell. */
  readonly added: number
  readonly deleted: number
}

/** A review of a change. */
export interface HostReview {
  readonly id: string
  readonly change: number
  readonly reviewer: HostPerson
  readonly verdict: 'approved' | 'changes_requested' | 'commented' | 'dismissed'
  readonly submittedAt: string
  readonly text?: string
}

/** A comment on a change or an issue. */
export interface HostComment {
  readonly id: string
  readonly on: 'change' | 'issue'
  readonly number: number
  readonly author: HostPerson
  readonly text: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly url?: string
}

/** Outcome words of CI, those of `ci.result.v1`; `running` while there is none. */
export type HostOutcome =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'neutral'
  | 'action_required'
  | 'stale'
  | 'startup_failure'
  | 'running'
  | 'unknown'

/** A CI run, a check or a commit status. */
export interface HostRun {
  readonly id: string
  readonly name: string
  readonly sha: string
  readonly branch?: string
  readonly change?: number
  readonly outcome: HostOutcome
  readonly startedAt?: string
  /** When it ended, or was last heard of. */
  readonly finishedAt: string
  readonly url?: string
}

/** An issue. */
export interface HostIssue {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly title: string
  readonly body?: string
  readonly author: HostPerson
  readonly labels: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly closedAt?: string
  readonly url?: string
}

/** A published release. */
export interface HostRelease {
  readonly tag: string
  readonly title?: string
  readonly publishedAt: string
  readonly sha?: string
}

/** A commit, or a revision of Subversion, oldest first in lists. */
export interface HostCommit {
  /** Commit id; revision number for Subversion. */
  readonly id: string
  readonly author: HostPerson
  readonly committedAt: string
  readonly message: string
  readonly files: readonly HostFile[]
}

/** What a list call gives. */
export interface Listing<T> {
  /** Oldest change first. */
  readonly items: readonly T[]
  /** The host's word that nothing is new since the `etag` that was handed in; `items` is then empty. */
  readonly unchanged: boolean
  /** To hand in next time, with the same `since`; only where the host has such marks. */
  readonly etag?: string
}

/** What is asked of a list. */
export interface Since {
  /** Only what was updated at or after this moment, RFC 3339. */
  readonly since: string
  readonly etag?: string
}
