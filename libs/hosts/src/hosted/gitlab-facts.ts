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

/** What GitLab's answers say. */
export const gitlabFacts = {
  change(one: Answer): HostChange {
    const state = one.needText('state')
    const merged = state === 'merged'
    return {
      number: one.needNumber('iid'),
      state: merged ? 'merged' : state === 'opened' || state === 'locked' ? 'open' : 'closed',
      title: one.text('title') ?? '',
      author: one.person('author'),
      draft: one.flag('draft') || one.flag('work_in_progress'),
      head: { ref: one.text('source_branch') ?? '', sha: one.text('sha') ?? '' },
      base: { ref: one.text('target_branch') ?? '' },
      createdAt: one.needTime('created_at'),
      updatedAt: one.needTime('updated_at'),
      ...present({
        body: one.text('description'),
        mergedAt: one.time('merged_at'),
        mergedBy: one.has('merge_user')
          ? one.person('merge_user')
          : one.has('merged_by')
            ? one.person('merged_by')
            : undefined,
        mergeSha: merged ? (one.text('merge_commit_sha') ?? one.text('squash_commit_sha')) : undefined,
        closedAt: one.time('closed_at'),
        closedBy: one.has('closed_by') ? one.person('closed_by') : undefined,
        url: one.text('web_url'),
      }),
    }
  },

  /** The lines are counted from the text of the diff: nothing else tells them. */
  file(one: Answer): HostFile {
    let added = 0
    let deleted = 0
    for (const line of (one.text('diff') ?? '').split('\n')) {
      if (line.startsWith('+')) added++
      else if (line.startsWith('-')) deleted++
    }
    const path = one.needText('new_path')
    const old = one.text('old_path')
    const renamed = one.flag('renamed_file')
    return {
      path,
      status: one.flag('new_file') ? 'added' : one.flag('deleted_file') ? 'deleted' : renamed ? 'renamed' : 'modified',
      added,
      deleted,
      ...present({ oldPath: renamed ? old : undefined }),
    }
  },

  /** An approval has no id of its own: one person approves a change once at a time. */
  approval(one: Answer, change: number): HostReview | undefined {
    const submittedAt = one.time('approved_at')
    if (submittedAt === undefined) return undefined
    const reviewer = one.person('user')
    return { id: `${change}-${reviewer.name}-${submittedAt}`, change, reviewer, verdict: 'approved', submittedAt }
  },

  note(one: Answer, on: HostComment['on'], number: number, url: string | undefined): HostComment | undefined {
    if (one.flag('system')) return undefined
    const id = one.needId('id')
    return {
      id,
      on,
      number,
      author: one.person('author'),
      text: one.text('body') ?? '',
      createdAt: one.needTime('created_at'),
      updatedAt: one.time('updated_at') ?? one.needTime('created_at'),
      ...present({ url: url === undefined ? undefined : `${url}#note_${id}` }),
    }
  },

  pipeline(one: Answer): HostRun {
    // A pipeline of a merge request names a hidden ref of it.
    const change = /^refs\/merge-requests\/(\d+)\//.exec(one.text('ref') ?? '')?.[1]
    return {
      id: one.needId('id'),
      name: one.text('name') ?? 'pipeline',
      sha: one.needText('sha'),
      outcome: outcomeOf(one.text('status')),
      finishedAt: one.time('finished_at') ?? one.needTime('updated_at'),
      ...present({
        branch: change === undefined ? one.text('ref') : undefined,
        change: change === undefined ? undefined : Number(change),
        startedAt: one.time('created_at'),
        url: one.text('web_url'),
      }),
    }
  },

  status(one: Answer, sha: string): HostRun {
    return {
      id: one.needId('id'),
      name: one.needText('name'),
      sha,
      outcome: outcomeOf(one.text('status')),
      finishedAt: one.time('finished_at') ?? one.needTime('created_at'),
      ...present({ branch: one.text('ref'), startedAt: one.time('started_at'), url: one.text('target_url') }),
    }
  },

  issue(one: Answer): HostIssue {
    return {
      number: one.needNumber('iid'),
      state: one.needText('state') === 'opened' ? 'open' : 'closed',
      title: one.text('title') ?? '',
      author: one.person('author'),
      labels: one.texts('labels'),
      createdAt: one.needTime('created_at'),
      updatedAt: one.needTime('updated_at'),
      ...present({ body: one.text('description'), closedAt: one.time('closed_at'), url: one.text('web_url') }),
    }
  },

  /** One that is dated ahead is not published yet. */
  release(one: Answer): HostRelease | undefined {
    if (one.flag('upcoming_release')) return undefined
    return {
      tag: one.needText('tag_name'),
      publishedAt: one.time('released_at') ?? one.needTime('created_at'),
      ...present({ title: one.text('name'), sha: one.at('commit').text('id') }),
    }
  },

  commit(one: Answer): HostCommit {
    return {
      id: one.needText('id'),
      author: { name: one.text('author_name') ?? 'unknown', ...present({ email: one.text('author_email') }) },
      committedAt: one.time('committed_date') ?? one.needTime('created_at'),
      message: one.text('message') ?? '',
      files: [],
    }
  },
}
