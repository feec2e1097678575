import { type Answer, present } from '../answer.js'
import type {
  HostChange,
  HostComment,
  HostCommit,
  HostFile,
  HostIssue,
  HostRelease,
  HostReview,
  HostRun,
} from '../models.js'
import { outcomeOf } from './reading.js'

/** What GitHub's answers say. Gitea and Forgejo write much of it in the same words. */
export const githubFacts = {
  change(one: Answer): HostChange {
    const mergedAt = one.time('merged_at')
    const head = one.at('head')
    const base = one.at('base')
    return {
      number: one.needNumber('number'),
      // Lists of GitHub tell that a change was merged by the time alone.
      state:
        mergedAt !== undefined || one.flag('merged') ? 'merged' : one.needText('state') === 'open' ? 'open' : 'closed',
      title: one.text('title') ?? '',
      author: one.person('user'),
      draft: one.flag('draft'),
      head: { ref: head.text('ref') ?? '', sha: head.needText('sha') },
      base: { ref: base.text('ref') ?? '', ...present({ sha: base.text('sha') }) },
      createdAt: one.needTime('created_at'),
      updatedAt: one.needTime('updated_at'),
      ...present({
        body: one.text('body'),
        mergedAt,
        mergedBy: one.has('merged_by') ? one.person('merged_by') : undefined,
        mergeSha: mergedAt === undefined ? undefined : one.text('merge_commit_sha'),
        closedAt: one.time('closed_at'),
        closedBy: one.has('closed_by') ? one.person('closed_by') : undefined,
        url: one.text('html_url'),
      }),
    }
  },

  file(one: Answer): HostFile {
    const word = one.text('status') ?? 'modified'
    return {
      path: one.needText('filename'),
      status: FILE_WORDS.get(word) ?? 'modified',
      added: one.number('additions') ?? 0,
      deleted: one.number('deletions') ?? 0,
      ...present({ oldPath: one.text('previous_filename') }),
    }
  },

  review(one: Answer, change: number): HostReview | undefined {
    const verdict = VERDICTS.get((one.text('state') ?? '').toLowerCase())
    const submittedAt = one.time('submitted_at')
    // A review that is not handed in yet is nobody's business.
    if (verdict === undefined || submittedAt === undefined) return undefined
    return {
      id: one.needId('id'),
      change,
      reviewer: one.person('user'),
      verdict,
      submittedAt,
      ...present({ text: one.text('body') }),
    }
  },

  /** What a comment is on stands in its links only. */
  comment(one: Answer): HostComment | undefined {
    const pull = one.text('pull_request_url') ?? one.text('html_url') ?? ''
    const onChange = /\/pulls?\/(\d+)/.exec(pull)?.[1]
    const onIssue = /\/issues\/(\d+)/.exec(one.text('issue_url') ?? one.text('html_url') ?? '')?.[1]
    const number = onChange ?? onIssue
    if (number === undefined) return undefined
    return {
      id: one.needId('id'),
      on: onChange === undefined ? 'issue' : 'change',
      number: Number(number),
      author: one.person('user'),
      text: one.text('body') ?? '',
      createdAt: one.needTime('created_at'),
      updatedAt: one.time('updated_at') ?? one.needTime('created_at'),
      ...present({ url: one.text('html_url') }),
    }
  },

  run(one: Answer): HostRun {
    const finished = one.text('status') === 'completed'
    return {
      id: one.needId('id'),
      name: one.text('name') ?? one.at('workflow').text('name') ?? '',
      sha: one.needText('head_sha'),
      outcome: finished ? outcomeOf(one.text('conclusion')) : 'running',
      finishedAt: one.time('completed_at') ?? one.time('updated_at') ?? one.needTime('started_at'),
      ...present({
        branch: one.text('head_branch'),
        change: one.list('pull_requests')[0]?.number('number'),
        startedAt: one.time('run_started_at') ?? one.time('started_at') ?? one.time('created_at'),
        url: one.text('html_url'),
      }),
    }
  },

  status(one: Answer, sha: string): HostRun {
    return {
      id: one.needId('id'),
      name: one.needText('context'),
      sha,
      outcome: outcomeOf(one.text('state') ?? one.text('status')),
      finishedAt: one.time('updated_at') ?? one.needTime('created_at'),
      ...present({ url: one.text('target_url') }),
    }
  },

  /** GitHub lists changes among the issues; they are told apart by one field. */
  issue(one: Answer): HostIssue | undefined {
    if (one.has('pull_request')) return undefined
    return {
      number: one.needNumber('number'),
      state: one.needText('state') === 'open' ? 'open' : 'closed',
      title: one.text('title') ?? '',
      author: one.person('user'),
      labels: one.list('labels').flatMap((label) => label.text('name') ?? []),
      createdAt: one.needTime('created_at'),
      updatedAt: one.needTime('updated_at'),
      ...present({ body: one.text('body'), closedAt: one.time('closed_at'), url: one.text('html_url') }),
    }
  },

  release(one: Answer): HostRelease | undefined {
    const publishedAt = one.time('published_at')
    if (one.flag('draft') || publishedAt === undefined) return undefined
    const target = one.text('target_commitish')
    const sha = target !== undefined && /^[0-9a-f]{40,64}$/.test(target) ? target : undefined
    return { tag: one.needText('tag_name'), publishedAt, ...present({ title: one.text('name'), sha }) }
  },

  commit(one: Answer): HostCommit {
    const commit = one.at('commit')
    const author = commit.at('author')
    return {
      id: one.needText('sha'),
      author: { name: author.text('name') ?? 'unknown', ...present({ email: author.text('email') }) },
      committedAt: commit.at('committer').time('date') ?? author.needTime('date'),
      message: commit.text('message') ?? '',
      files: one.list('files').map((file) => githubFacts.file(file)),
    }
  },
}

const FILE_WORDS = new Map<string, HostFile['status']>([
  ['added', 'added'],
  ['removed', 'deleted'],
  ['deleted', 'deleted'],
  ['modified', 'modified'],
  ['changed', 'modified'],
  ['renamed', 'renamed'],
  ['copied', 'copied'],
])

/** GitHub's words, and those of Gitea and Forgejo. */
const VERDICTS = new Map<string, HostReview['verdict']>([
  ['approved', 'approved'],
  ['changes_requested', 'changes_requested'],
  ['request_changes', 'changes_requested'],
  ['commented', 'commented'],
  ['comment', 'commented'],
  ['dismissed', 'dismissed'],
])
