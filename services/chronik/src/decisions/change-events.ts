import { type AnyDraft, draft } from '@heimgewebe/contracts'
import { entryOf } from './common-shape.js'
import { type Fields, person, present, sha } from './payload-fields.js'
import { clean } from './storable-text.js'

const MAX_TITLE = 1000
const MAX_BODY = 16_000

/** Actions of a pull request that leave its content as it was: nothing to judge anew. */
const OPENED = new Set(['opened', 'reopened'])
const UPDATED = new Set(['synchronize', 'edited', 'ready_for_review', 'converted_to_draft'])

/** Pull requests, reviews and pushes. */
export const changeEvents = {
  changed(payload: Fields): AnyDraft[] {
    const action = payload.text('action') ?? ''
    const pull = payload.at('pull_request')
    const repository = payload.at('repository').text('full_name') ?? ''
    const number = payload.number('number') ?? pull.number('number') ?? 0
    const subject = `pr/${repository}/${number}`
    if (OPENED.has(action) || UPDATED.has(action)) {
      const type = OPENED.has(action) ? 'pr.opened.v1' : 'pr.updated.v1'
      const time = pull.time('updated_at') ?? pull.time('created_at')
      return [draft(type, { subject, data: content(repository, number, pull), ...present({ time }) }) as AnyDraft]
    }
    if (action !== 'closed') return []
    return [
      pull.flag('merged') ? merged(subject, repository, number, pull) : closed(subject, repository, number, payload),
    ]
  },

  reviewed(payload: Fields): AnyDraft[] {
    const review = payload.at('review')
    const verdict = entryOf(VERDICTS, review.text('state'))
    const reviewedAt = review.time('submitted_at')
    if (verdict === undefined || reviewedAt === undefined) return []
    const repository = payload.at('repository').text('full_name') ?? ''
    const number = payload.at('pull_request').number('number') ?? 0
    const text = review.text('body')
    return [
      draft('pr.reviewed.v1', {
        subject: `pr/${repository}/${number}`,
        time: reviewedAt,
        data: {
          repository,
          number,
          reviewer: person(review.at('user')),
          verdict,
          reviewed_at: reviewedAt,
          ...present({ text: text && clean(text, MAX_BODY) }),
        },
      }),
    ]
  },

  pushed(payload: Fields): AnyDraft[] {
    const repository = payload.at('repository').text('full_name') ?? ''
    const commits = payload.list('commits').flatMap((commit) => {
      const id = sha(commit.text('id'))
      if (id === undefined) return []
      return [{ sha: id, title: titleOf(commit.text('message')), author: person(commit.at('author')) }]
    })
    const time = payload.at('head_commit').time('timestamp')
    return [
      draft('push.received.v1', {
        subject: `repository/${repository}`,
        ...present({ time }),
        data: {
          repository,
          ref: clean(payload.text('ref') ?? '', 300),
          before: payload.text('before') ?? '',
          after: payload.text('after') ?? '',
          forced: payload.flag('forced'),
          commits: commits.slice(0, 250),
          pusher: person(payload.at('pusher')),
        },
      }),
    ]
  },
}

const VERDICTS: Readonly<Record<string, 'approved' | 'changes_requested' | 'commented' | 'dismissed'>> = {
  approved: 'approved',
  changes_requested: 'changes_requested',
  commented: 'commented',
  dismissed: 'dismissed',
}

const titleOf = (message: string | undefined): string => clean((message ?? '').split('\n')[0] ?? '', MAX_TITLE)

/** No host says in this payload which files a change touches. */
const content = (repository: string, number: number, pull: Fields) => ({
  repository,
  number,
  branch: clean(pull.at('head').text('ref') ?? '', 300),
  base_branch: clean(pull.at('base').text('ref') ?? '', 300),
  head: pull.at('head').text('sha') ?? '',
  title: clean(pull.text('title') ?? '', MAX_TITLE),
  author: person(pull.at('user')),
  added: pull.number('additions') ?? 0,
  deleted: pull.number('deletions') ?? 0,
  files_known: false,
  files: [],
  draft: pull.flag('draft'),
  ...present({
    base: sha(pull.at('base').text('sha')),
    body: pull.text('body') && clean(pull.text('body') ?? '', MAX_BODY),
    url: pull.text('html_url'),
  }),
})

const merged = (subject: string, repository: string, number: number, pull: Fields): AnyDraft => {
  const mergedAt = pull.time('merged_at') ?? pull.time('updated_at') ?? ''
  return draft('pr.merged.v1', {
    subject,
    time: mergedAt,
    data: {
      repository,
      number,
      branch: clean(pull.at('head').text('ref') ?? '', 300),
      base_branch: clean(pull.at('base').text('ref') ?? '', 300),
      title: clean(pull.text('title') ?? '', MAX_TITLE),
      author: person(pull.at('user')),
      // The payload does not say which way it was merged; the history that is read afterwards does.
      strategy: 'unknown',
      merged_at: mergedAt,
      ...present({
        merge_sha: sha(pull.text('merge_commit_sha')),
        merged_by: pull.has('merged_by') ? person(pull.at('merged_by')) : undefined,
        url: pull.text('html_url'),
      }),
    },
  })
}

const closed = (subject: string, repository: string, number: number, payload: Fields): AnyDraft => {
  const pull = payload.at('pull_request')
  const closedAt = pull.time('closed_at') ?? pull.time('updated_at') ?? ''
  return draft('pr.closed.v1', {
    subject,
    time: closedAt,
    data: {
      repository,
      number,
      branch: clean(pull.at('head').text('ref') ?? '', 300),
      title: clean(pull.text('title') ?? '', MAX_TITLE),
      closed_by: person(payload.at('sender')),
      closed_at: closedAt,
    },
  })
}
