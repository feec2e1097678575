import type { EventData } from '@heimgewebe/contracts'

/** A branch that is ahead of the default branch, as last told. */
export interface OpenBranchState {
  readonly head: string
  /** Where it left the default branch. */
  readonly base: string
  readonly title: string
  readonly commits: readonly string[]
  /** Stands for the lines of its diff: how it is found again when it was squashed. */
  readonly signature: string
}

/** What the log has been told about a repository, up to some look at it. */
export interface KnownRefs {
  readonly defaultBranch: string
  readonly head?: string
  readonly branches: Readonly<Record<string, string>>
  /** Tag to commit. */
  readonly tags: Readonly<Record<string, string>>
  readonly open: Readonly<Record<string, OpenBranchState>>
  /** Stands for what `repository.registered.v1` said. */
  readonly registered: string
  /** Stands for the text of the configuration file. */
  readonly configuration: string
  /** Where the history ended, in a shallow clone. When that moves, commits appear before the known ones. */
  readonly edge: string
  /** What the source said; nothing is read while it says the same. */
  readonly fingerprint: string
}

/** A look at a repository that is being written into the log: kept, so that a kill in the middle changes nothing. */
export interface RoundState {
  readonly defaultBranch: string
  readonly head?: string
  /** Commit date of the head, Unix time in seconds. */
  readonly headAt?: number
  readonly branches: Readonly<Record<string, string>>
  /** Where it is read from, without credentials. */
  readonly location: string
  readonly shallow: boolean
  readonly edge: string
  readonly objectFormat: 'sha1' | 'sha256'
  readonly fingerprint: string
  /** Unix time in milliseconds. */
  readonly startedAt: number
}

/** A watched repository, by the place it is read from. */
export interface RepositoryTable {
  location: string
  /** Identity that the watcher asked for. */
  wanted: string | null
  /** Identity in use, once it is known. */
  repository: string | null
  known: KnownRefs | null
  round: RoundState | null
  /** Commits of the round that are in the log, in the order of reading. */
  done: number
  last_sha: string | null
  total: number
  pull_requests: number
  /** New commits of the default branch that look like an open branch, by the signature of their diff. */
  landed: Record<string, string[]>
  watched_at: Date
}

/** A merged pull request by its number: the first commit that names it counts. */
export interface PullRequestTable {
  repository: string
  number: number
  sha: string
}

/** A proposed change whose files its host did not tell, until they are read from its commits. */
export interface WantedProposalTable {
  subject: string
  repository: string
  head: string
  /** Id, correlation, time and data of the event that told of it. */
  event: string
  correlation: string
  told_at: Date
  data: EventData['pr.opened.v1']
  tries: number
  /** Not looked at before. */
  next_at: Date
}

/** Tables of the importer, as kysely sees them. */
export interface RepositoryTables {
  wanted_proposal: WantedProposalTable
  watched_repository: RepositoryTable
  merged_pull_request: PullRequestTable
}
