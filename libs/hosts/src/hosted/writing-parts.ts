import type { HostPerson } from '../models.js'
import type { ChangeToOpen, CommentToKeep, IssueToOpen, StatusToSet, Written } from '../provider.js'

/** A comment, change or issue as far as writing has to know it. */
export interface Found {
  readonly id: string
  readonly author: string
  readonly text: string | undefined
  /** Of changes and issues. */
  readonly title?: string
  readonly open?: boolean
  readonly url?: string
}

/** A status as far as writing has to know it. */
export interface FoundStatus {
  readonly name: string
  readonly state: string
  readonly description: string | undefined
  readonly url: string | undefined
}

/** What writing needs of a host: how it finds, makes and changes things. The rules are the same for all. */
export interface WritingParts {
  readonly host: string
  self(): Promise<HostPerson>
  /** Statuses of a commit, the newest first. */
  findStatuses(repository: string, sha: string, name: string): Promise<readonly FoundStatus[]>
  addStatus(repository: string, status: StatusToSet): Promise<Written>
  /** The state word of the host. */
  stateWord(state: StatusToSet['state']): string
  findComments(repository: string, on: CommentToKeep['on'], number: number): Promise<readonly Found[]>
  addComment(repository: string, on: CommentToKeep['on'], number: number, text: string): Promise<Written>
  editComment(repository: string, on: CommentToKeep['on'], number: number, id: string, text: string): Promise<void>
  removeComment(repository: string, on: CommentToKeep['on'], number: number, id: string): Promise<void>
  /** Changes from this branch, open ones first. */
  findChanges(repository: string, branch: string): Promise<readonly Found[]>
  readChange(repository: string, number: number): Promise<Found>
  addChange(repository: string, change: Pick<ChangeToOpen, 'branch' | 'base' | 'title' | 'body'>): Promise<Written>
  editChange(repository: string, id: string, change: { readonly title: string; readonly body: string }): Promise<void>
  endChange(repository: string, number: number): Promise<void>
  /** Issues that this person opened, newest first, until `wanted` holds for one. */
  findIssues(repository: string, author: string, wanted: (one: Found) => boolean): Promise<readonly Found[]>
  readIssue(repository: string, number: number): Promise<Found>
  addIssue(repository: string, issue: Pick<IssueToOpen, 'title' | 'body'>): Promise<Written>
  endIssue(repository: string, number: number): Promise<void>
}
