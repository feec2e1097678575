import type { Draft, EventData } from '@heimgewebe/contracts'
import type { Commit, Diff } from '@heimgewebe/git'

/** Injection token of the rules by which facts of a repository become events. */
export const IMPORT_RULES = Symbol('IMPORT_RULES')

/** What an import has to know of a message; the rules themselves may know more. */
export interface ReadMessage {
  readonly title: string
  readonly body: string
  readonly pullRequest?: { readonly number: number; readonly strategy: 'merge' | 'squash'; readonly title: string }
  readonly fixes: readonly string[]
  readonly reverts: readonly string[]
  readonly revertedPullRequests: readonly number[]
  readonly issues: readonly number[]
}

/** When something was seen: the mark tells later looks from the first. */
export interface SeenAt {
  readonly seconds: number
  readonly mark: string
}

/** The pure half of the importer, handed in: what becomes an event, and what it says. */
export interface ImportRules {
  recogniseMessage(message: string, parents: number): ReadMessage
  describeCommit(
    commit: Commit,
    message: ReadMessage,
    around: {
      readonly repository: string
      readonly onDefaultBranch: boolean
      readonly fixes: readonly string[]
      readonly reverts: readonly string[]
    },
  ): Draft<'change.recorded.v1'>
  describeMergedPullRequest(
    commit: Commit,
    message: ReadMessage,
    known: { readonly repository: string; readonly base: string; readonly commits: readonly string[] },
  ): Draft<'pr.merged.v1'> | undefined
  describeRelease(
    repository: string,
    tag: { readonly name: string; readonly sha: string; readonly title: string; readonly createdAt: number },
  ): Draft<'release.published.v1'>
  describeRegistered(data: EventData['repository.registered.v1'], moment: SeenAt): Draft<'repository.registered.v1'>
  describeImported(data: EventData['repository.imported.v1'], moment: SeenAt): Draft<'repository.imported.v1'>
  describeConfiguration(
    data: EventData['configuration.recorded.v1'],
    moment: SeenAt,
  ): Draft<'configuration.recorded.v1'>
  readConfiguration(
    text: string,
  ): Pick<EventData['configuration.recorded.v1'], 'areas' | 'guards' | 'prepare' | 'problems'>
  chooseDefaultBranch(hints: {
    readonly headBranch?: string
    readonly originBranch?: string
    readonly bare: boolean
    readonly before?: string
    readonly branches: readonly { readonly name: string; readonly committedAt: number }[]
  }): string | undefined
  isProposal(branch: string, commits: number): boolean
  describeOpenBranch(
    type: 'pr.opened.v1' | 'pr.updated.v1',
    open: {
      readonly repository: string
      readonly branch: string
      readonly base: string
      readonly mergeBase: string
      readonly head: Commit
      readonly message: ReadMessage
      readonly commits: readonly string[]
      readonly diff: Diff
      readonly moment: SeenAt
    },
  ): Draft<'pr.opened.v1' | 'pr.updated.v1'>
  describeMergedBranch(landed: {
    readonly repository: string
    readonly branch: string
    readonly base: string
    readonly title: string
    readonly strategy: 'merge' | 'squash' | 'rebase'
    readonly by: Pick<Commit, 'sha' | 'author' | 'committedAt'>
    readonly commits: readonly string[]
  }): Draft<'pr.merged.v1'>
  describeClosedBranch(
    repository: string,
    branch: string,
    open: { readonly head: string; readonly title: string },
    moment: SeenAt,
  ): Draft<'pr.closed.v1'>
  describeRewrittenBranch(
    repository: string,
    branch: string,
    moved: { readonly before: string; readonly after: string },
    moment: SeenAt,
  ): Draft<'branch.rewritten.v1'>
  describeProposal(
    told: {
      readonly subject: string
      readonly event: string
      readonly correlation: string
      readonly time: Date
      readonly data: EventData['pr.opened.v1']
    },
    content: { readonly mergeBase: string; readonly commits: readonly string[]; readonly diff: Diff },
  ): Draft<'pr.updated.v1'>
  /** An upper bound of the JSON of a draft's data in bytes. */
  roughSize(data: { readonly body?: string; readonly files: readonly { readonly path: string }[] }): number
}
