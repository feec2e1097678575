import type {
  HostChange,
  HostComment,
  HostCommit,
  HostFile,
  HostIssue,
  HostPerson,
  HostRelease,
  HostRepository,
  HostReview,
  HostRun,
  Listing,
  Since,
} from './models.js'

/** Kinds of host that there is an adapter for. */
export const HOST_KINDS = ['github', 'gitlab', 'gitea', 'forgejo', 'gitlocal', 'svn'] as const

/** A kind of host. */
export type HostKind = (typeof HOST_KINDS)[number]

/** A commit status to set. `name` with the commit is its identity: set once more, it is replaced where the host can. */
export interface StatusToSet {
  readonly sha: string
  readonly name: string
  readonly state: 'pending' | 'success' | 'failure' | 'error'
  /** One line; cut at 140 characters, the shortest limit of the hosts. */
  readonly description: string
  readonly url?: string
}

/** A comment that is written once and then kept up to date. */
export interface CommentToKeep {
  readonly on: 'change' | 'issue'
  readonly number: number
  /** Finds the comment again: letters, digits, `-`, `_`, `.`, `:` and `/`. Hidden in the text. */
  readonly marker: string
  readonly text: string
}

/** A change to open or to bring up to date. The branch must be there: nothing here pushes or deletes one. */
export interface ChangeToOpen {
  readonly branch: string
  readonly base: string
  readonly title: string
  readonly body: string
  /** Finds the change again after a kill; as in a comment. */
  readonly marker: string
}

/** An issue to open. */
export interface IssueToOpen {
  readonly title: string
  readonly body: string
  /** Finds the issue again after a kill; as in a comment. */
  readonly marker: string
}

/** What a write did: a second try finds what the first one left. */
export interface Written {
  /** Id, or number of a change or an issue. */
  readonly id: string
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'removed'
  readonly url?: string
  /** What stood there before, where something took its place: what an undo writes. Without markers. */
  readonly before?: {
    /** Text of a comment or change, description of a status. */
    readonly text: string
    readonly title?: string
    readonly state?: StatusToSet['state']
    readonly url?: string
  }
}

/** Something that is to stand at a host. A comment without text, and what is closed, is to be gone. */
export type Wanted =
  | ({ readonly kind: 'status' } & StatusToSet)
  | ({ readonly kind: 'comment' } & CommentToKeep)
  | ({ readonly kind: 'change' } & ChangeToOpen)
  | ({ readonly kind: 'issue' } & IssueToOpen)
  | { readonly kind: 'closed change' | 'closed issue'; readonly number: number }

/**
 * All that can be asked of a host. An adapter has the calls that its host can do, and no others: what it has *is* what it
 * declares. Every call throws `HostError`; `repository` is what the host calls it (owner/name, a folder, a URL).
 */
export interface HostCalls {
  /** Identity, default branch, and where it is cloned from. */
  repository(repository: string): Promise<HostRepository>
  changes(repository: string, asked: Since): Promise<Listing<HostChange>>
  changeFiles(repository: string, change: number | string): Promise<readonly HostFile[]>
  reviews(repository: string, change: number): Promise<readonly HostReview[]>
  comments(repository: string, asked: Since): Promise<Listing<HostComment>>
  runs(repository: string, asked: Since): Promise<Listing<HostRun>>
  /** Statuses of a commit, the newest of each name last. */
  statuses(repository: string, sha: string): Promise<readonly HostRun[]>
  /** Check runs of a commit. */
  checks(repository: string, sha: string): Promise<readonly HostRun[]>
  issues(repository: string, asked: Since): Promise<Listing<HostIssue>>
  releases(repository: string, asked: Since): Promise<Listing<HostRelease>>
  commits(repository: string, branch: string, asked: Since): Promise<Listing<HostCommit>>
  /** Who the token belongs to. */
  self(): Promise<HostPerson>
  setStatus(repository: string, status: StatusToSet): Promise<Written>
  /** Nothing is written when the text is empty or the same. */
  keepComment(repository: string, comment: CommentToKeep): Promise<Written | undefined>
  /** Deletes the own comment that bears the marker; nothing when there is none. */
  deleteComment(repository: string, comment: Omit<CommentToKeep, 'text'>): Promise<Written | undefined>
  openChange(repository: string, change: ChangeToOpen): Promise<Written>
  /** Closes the change, without merging, if it is our own; its branch stays. False when it is not open. */
  closeChange(repository: string, number: number): Promise<boolean>
  openIssue(repository: string, issue: IssueToOpen): Promise<Written>
  /** Closes the issue if it is our own; false when it is not open. */
  closeIssue(repository: string, number: number): Promise<boolean>
  /** Whether something stands there as it is wanted, such as after a kill; nothing is written. Nothing where it does not. */
  findWritten(repository: string, wanted: Wanted): Promise<Written | undefined>
}

/** The word for each call, and two for what a host can be used for without a call. */
export const CAPABILITIES = {
  repository: 'repository',
  changes: 'pull_requests',
  changeFiles: 'pull_request_files',
  reviews: 'reviews',
  comments: 'comments',
  runs: 'ci_runs',
  statuses: 'statuses',
  checks: 'checks',
  issues: 'issues',
  releases: 'releases',
  commits: 'commits_on_branch',
  self: 'identity',
  setStatus: 'set_status',
  keepComment: 'write_comment',
  deleteComment: 'delete_comment',
  openChange: 'create_change',
  closeChange: 'close_change',
  openIssue: 'open_issue',
  closeIssue: 'close_issue',
  findWritten: 'find_written',
} as const satisfies Readonly<Record<keyof HostCalls, string>>

/** What a host can do or can be used for. `clone`: chronik can follow it; `webhooks`: it sends deliveries that are understood. */
export type Capability = (typeof CAPABILITIES)[keyof HostCalls] | 'clone' | 'webhooks'

/** What an adapter is made of. */
export interface Adapter {
  readonly kind: HostKind
  /** What it can be used for beside its calls. */
  readonly besides: readonly ('clone' | 'webhooks')[]
  readonly calls: Partial<HostCalls>
}

/** A host as its users see it: every call is there, and one that the host cannot do is the refusal `unsupported`. */
export interface HostProvider extends HostCalls {
  readonly kind: HostKind
  /** Name that the owner gave it. */
  readonly host: string
  readonly capabilities: ReadonlySet<Capability>
}
