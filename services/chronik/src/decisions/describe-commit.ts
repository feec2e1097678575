import { type Draft, draft, type EventData } from '@heimgewebe/contracts'
import { actorOf, fitted, identified, person, timeOf } from './describe-limits.js'
import { clean } from './storable-text.js'
import type { RecognisedMessage } from './recognise-message.js'

/** A file of a diff, as git tells it. */
export interface FileFacts {
  readonly path: string
  readonly oldPath?: string
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'retyped'
  readonly added: number
  readonly deleted: number
  readonly binary: boolean
  readonly hunks: readonly [number, number, number, number, string][]
}

/** A diff, as git tells it. */
export interface DiffFacts {
  readonly files: readonly FileFacts[]
  readonly filesOmitted: number
  readonly added: number
  readonly deleted: number
  /** Names in the changed lines. */
  readonly identifiers?: { readonly added: readonly string[]; readonly deleted: readonly string[] }
}

/** A commit, as git tells it. */
export interface CommitFacts extends DiffFacts {
  readonly sha: string
  readonly parents: readonly string[]
  readonly author: { readonly name: string; readonly email: string }
  /** Unix time in seconds. */
  readonly authoredAt: number
  readonly committedAt: number
}

/** What is known about a commit from outside its message. */
export interface CommitSurroundings {
  readonly repository: string
  readonly onDefaultBranch: boolean
  /** Full ids of what the message says that it fixes and reverts. */
  readonly fixes: readonly string[]
  readonly reverts: readonly string[]
}

const MAX_LINKS = 50

/** The change that a commit is. */
export const describeCommit = (
  commit: CommitFacts,
  message: RecognisedMessage,
  around: CommitSurroundings,
): Draft<'change.recorded.v1'> => {
  const { repository } = around
  const subject = `change/${repository}/${commit.sha}`
  const data = {
    repository,
    change: subject,
    sha: commit.sha,
    parents: commit.parents.slice(0, 64),
    author: person(commit.author),
    authored_at: timeOf(commit.authoredAt),
    committed_at: timeOf(commit.committedAt),
    title: clean(message.title, 1000),
    ...(message.body === '' ? {} : { body: clean(message.body, 16_000) }),
    ...(message.pullRequest ? { number: message.pullRequest.number } : {}),
    ...list('fixes', around.fixes),
    ...list('reverts', around.reverts),
    ...list('issues', message.issues),
    ...describeDiff(commit),
    on_default_branch: around.onDefaultBranch,
  }
  const drafted = draft('change.recorded.v1', { subject, data: fitted(data), ...actorOf(commit.author) })
  return identified(drafted, commit.committedAt, commit.sha)
}

/** The pull request that a commit brought into its base; nothing where the message names none. */
export const describeMergedPullRequest = (
  commit: CommitFacts,
  message: RecognisedMessage,
  known: { readonly repository: string; readonly base: string; readonly commits: readonly string[] },
): Draft<'pr.merged.v1'> | undefined => {
  const { pullRequest } = message
  if (!pullRequest) return undefined
  const { repository } = known
  const { number, strategy, branch, base = known.base } = pullRequest
  const merged = person(commit.author)
  const data: EventData['pr.merged.v1'] = {
    repository,
    number,
    ...(branch === undefined ? {} : { branch: clean(branch, 300) }),
    base_branch: clean(base, 300),
    title: clean(pullRequest.title, 1000),
    // Who makes a merge commit merges; who is named in a squashed one wrote it.
    ...(strategy === 'merge' ? { merged_by: merged } : { author: merged }),
    merge_sha: commit.sha,
    commits: (strategy === 'merge' ? known.commits : [commit.sha]).slice(0, 250),
    strategy,
    merged_at: timeOf(commit.committedAt),
  }
  const subject = `pr/${repository}/${number}`
  const drafted = draft('pr.merged.v1', { subject, data, ...actorOf(commit.author) })
  return identified(drafted, commit.committedAt, `${number}|${commit.sha}`)
}

/** The part of an event that a diff gives. */
export const describeDiff = ({ files, filesOmitted, added, deleted, identifiers }: DiffFacts) => ({
  added,
  deleted,
  files: files.slice(0, 1000).map(describeFile),
  ...omitted(filesOmitted + Math.max(0, files.length - 1000)),
  ...(identifiers && identifiers.added.length + identifiers.deleted.length > 0
    ? { identifiers: { added: [...identifiers.added], deleted: [...identifiers.deleted] } }
    : {}),
})

const omitted = (count: number): { files_omitted?: number } => (count > 0 ? { files_omitted: count } : {})

type FileData = EventData['change.recorded.v1']['files'][number]

const describeFile = ({ path, oldPath, status, added, deleted, binary, hunks }: FileFacts): FileData => ({
  path: clean(path, 4096),
  ...(oldPath === undefined ? {} : { old_path: clean(oldPath, 4096) }),
  status,
  added,
  deleted,
  ...(binary ? { binary } : {}),
  ...(hunks.length === 0 ? {} : { hunks: hunks.slice(0, 100).map(describeHunk) }),
})

const describeHunk = (hunk: FileFacts['hunks'][number]): [number, number, number, number, string] => {
  const [oldStart, oldLines, newStart, newLines, name] = hunk
  return [oldStart, oldLines, newStart, newLines, clean(name, 200)]
}

/** A list that is left out when it is empty. */
const list = <Name extends string, Item>(name: Name, items: readonly Item[]): Partial<Record<Name, Item[]>> =>
  items.length === 0 ? {} : ({ [name]: items.slice(0, MAX_LINKS) } as Partial<Record<Name, Item[]>>)
