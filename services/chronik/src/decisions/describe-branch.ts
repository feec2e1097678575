import { type Draft, draft, type EventData } from '@heimgewebe/contracts'
import { type CommitFacts, describeDiff, type DiffFacts } from './describe-commit.js'
import { actorOf, fitted, identified, type Moment, person, timeOf } from './describe-limits.js'
import { clean } from './storable-text.js'
import type { RecognisedMessage } from './recognise-message.js'

/** A branch that is ahead of the default branch. */
export interface OpenBranch {
  readonly repository: string
  readonly branch: string
  readonly base: string
  /** Commit that it left the default branch at. */
  readonly mergeBase: string
  readonly head: CommitFacts
  readonly message: RecognisedMessage
  /** Its own commits, oldest first. */
  readonly commits: readonly string[]
  readonly diff: DiffFacts
  readonly moment: Moment
}

/** A branch of releases is not a proposal to change the default branch; nor is one that went its own way long ago. */
export const isProposal = (branch: string, commits: number): boolean => commits <= 250 && !RELEASE_LINE.test(branch)

const VERSION = String.raw`\d+(?:[._](?:\d+|x))*(?:[-_.](?:x|stable|lts|maint))?`
const PREFIX = '(?:releases?|stable|maint|maintenance|support|branch|version|v)[-_/.]?v?'
const RELEASE_LINE = new RegExp(`^(?:gh-pages|${PREFIX}${VERSION}|\\d+[._]${VERSION}|\\d+[._]x)$`, 'i')

/** A branch is an open change until its host says more. */
export const describeOpenBranch = (
  type: 'pr.opened.v1' | 'pr.updated.v1',
  open: OpenBranch,
): Draft<'pr.opened.v1' | 'pr.updated.v1'> => {
  const { repository, branch, head, message } = open
  const data: EventData['pr.opened.v1'] = {
    repository,
    branch: clean(branch, 300),
    base_branch: clean(open.base, 300),
    head: head.sha,
    base: open.mergeBase,
    title: clean(message.title || branch, 1000),
    ...(message.body === '' ? {} : { body: clean(message.body, 16_000) }),
    author: person(head.author),
    commits: open.commits.slice(-250),
    files_known: true,
    ...describeDiff(open.diff),
  }
  const drafted = draft(type, { subject: subjectOf(repository, branch), data: fitted(data), ...actorOf(head.author) })
  return identified(drafted, head.committedAt, `${branch}|${head.sha}|${open.moment.mark}`)
}

/** What is known of a branch that was open. */
export interface LandedBranch {
  readonly repository: string
  readonly branch: string
  readonly base: string
  readonly title: string
  readonly strategy: 'merge' | 'squash' | 'rebase'
  /** Commit that brought it into the base. */
  readonly by: Pick<CommitFacts, 'sha' | 'author' | 'committedAt'>
  readonly commits: readonly string[]
}

/** An open branch is part of its base now. */
export const describeMergedBranch = (landed: LandedBranch): Draft<'pr.merged.v1'> => {
  const { repository, branch, by } = landed
  const data = {
    repository,
    branch: clean(branch, 300),
    base_branch: clean(landed.base, 300),
    title: clean(landed.title || branch, 1000),
    ...(landed.strategy === 'merge' ? { merged_by: person(by.author) } : {}),
    merge_sha: by.sha,
    commits: landed.commits.slice(0, 250),
    strategy: landed.strategy,
    merged_at: timeOf(by.committedAt),
  }
  const drafted = draft('pr.merged.v1', { subject: subjectOf(repository, branch), data, ...actorOf(by.author) })
  return identified(drafted, by.committedAt, `${branch}|${by.sha}`)
}

/** An open branch is gone, and not because it was merged. */
export const describeClosedBranch = (
  repository: string,
  branch: string,
  open: { readonly head: string; readonly title: string },
  moment: Moment,
): Draft<'pr.closed.v1'> => {
  const named = { branch: clean(branch, 300), title: clean(open.title || branch, 1000) }
  const data = { repository, ...named, closed_at: timeOf(moment.seconds) }
  const drafted = draft('pr.closed.v1', { subject: subjectOf(repository, branch), data })
  return identified(drafted, moment.seconds, `${branch}|${open.head}|${moment.mark}`)
}

/** A branch no longer contains what it contained. */
export const describeRewrittenBranch = (
  repository: string,
  branch: string,
  moved: { readonly before: string; readonly after: string },
  moment: Moment,
): Draft<'branch.rewritten.v1'> => {
  const { before, after } = moved
  const data = { repository, branch: clean(branch, 300), before, after }
  const drafted = draft('branch.rewritten.v1', { subject: subjectOf(repository, branch), data })
  return identified(drafted, moment.seconds, `${branch}|${before}|${after}|${moment.mark}`)
}

const subjectOf = (repository: string, branch: string): string => clean(`branch/${repository}/${branch}`, 4000)
