import { entryOf, type Shape, type Shaped } from './common-shape.js'
import { stagesOf } from './gitlab-stages.js'
import type { Fields } from './payload-fields.js'

type Raw = Readonly<Record<string, unknown>>

/** What GitLab says, in the one shape that is translated. The kind is taken from the body, which is signed. */
export const shapeGitlab: Shape = (event, payload) => {
  const shaped = entryOf(TABLE, event)?.(payload)
  if (shaped === undefined) return { event: '', payload: common(payload) }
  return { event: shaped.event, payload: { ...common(payload), ...shaped.payload } }
}

const common = (payload: Fields): Raw => ({
  repository: { full_name: payload.at('project').text('path_with_namespace') },
  sender: payload.has('user') ? user(payload.at('user')) : { login: payload.text('user_username') },
})

/** GitLab writes a placeholder where it does not tell an address. */
const user = (of: Fields): Raw => {
  const email = of.text('email')
  return { login: of.text('username') ?? of.text('name'), ...(email?.includes('@') ? { email } : {}) }
}

/** The body names the one who acted in full, the author by id only. */
const authorOf = (payload: Fields, id: number | undefined): Raw => {
  const people = [payload.at('user'), ...payload.list('assignees'), ...payload.list('reviewers')]
  const found = people.find((one) => one.number('id') === id)
  return found === undefined ? { login: id === undefined ? 'unknown' : `user-${id}` } : user(found)
}

const ACTIONS: Readonly<Record<string, string>> = {
  open: 'opened',
  reopen: 'reopened',
  close: 'closed',
  merge: 'closed',
}
const REVIEWS: Readonly<Record<string, string>> = {
  approved: 'approved',
  approval: 'approved',
  unapproved: 'dismissed',
  unapproval: 'dismissed',
}
/** Of an update, these are the content; labels and the like are not. */
const CONTENT = ['title', 'description', 'target_branch', 'draft', 'work_in_progress']

const change = (payload: Fields): Shaped => {
  const about = payload.at('object_attributes')
  const action = about.text('action') ?? ''
  const state = entryOf(REVIEWS, action)
  const number = about.number('iid')
  if (state !== undefined) {
    const review = { state, user: user(payload.at('user')), submitted_at: about.time('updated_at') }
    return { event: 'pull_request_review', payload: { pull_request: { number }, review } }
  }
  const merged = action === 'merge'
  const pull = {
    number,
    title: about.text('title'),
    body: about.text('description'),
    html_url: about.text('url'),
    draft: about.flag('draft') || about.flag('work_in_progress'),
    head: { ref: about.text('source_branch'), sha: about.at('last_commit').text('id') },
    base: { ref: about.text('target_branch') },
    user: authorOf(payload, about.number('author_id')),
    created_at: about.time('created_at'),
    updated_at: about.time('updated_at'),
    merged,
    merged_at: about.time('merged_at'),
    closed_at: about.time('closed_at'),
    merge_commit_sha: about.text('merge_commit_sha') ?? about.text('squash_commit_sha'),
    ...(merged ? { merged_by: user(payload.at('user')) } : {}),
  }
  return {
    event: 'pull_request',
    payload: { action: entryOf(ACTIONS, action) ?? updateOf(payload), number, pull_request: pull },
  }
}

const updateOf = (payload: Fields): string => {
  const about = payload.at('object_attributes')
  if (about.text('action') !== 'update') return 'other'
  if (about.text('oldrev') !== undefined) return 'synchronize'
  const changes = payload.at('changes')
  return !payload.has('changes') || CONTENT.some((name) => changes.has(name)) ? 'edited' : 'other'
}

const push = (payload: Fields): Shaped => {
  const after = payload.text('after')
  const head = payload.list('commits').find((commit) => commit.text('id') === after)
  return {
    event: 'push',
    payload: {
      ref: payload.text('ref'),
      before: payload.text('before'),
      after,
      commits: payload.list('commits').map((commit) => commit.raw()),
      head_commit: { timestamp: head?.time('timestamp') },
      pusher: user({ ...payload, text: (name) => payload.text(`user_${name}`) }),
    },
  }
}

const note = (payload: Fields): Shaped => {
  const about = payload.at('object_attributes')
  const change = payload.has('merge_request')
  if (!change && !payload.has('issue')) return { event: '', payload: {} }
  const number = payload.at(change ? 'merge_request' : 'issue').number('iid')
  const comment = {
    user: user(payload.at('user')),
    body: about.text('note'),
    created_at: about.time('created_at'),
    html_url: about.text('url'),
  }
  // Older versions name no action: a note was then always a new one.
  const action = (about.text('action') ?? 'create') === 'create' ? 'created' : 'edited'
  return {
    event: 'issue_comment',
    payload: { action, comment, ...(change ? { pull_request: { number } } : { issue: { number } }) },
  }
}

const issue = (payload: Fields): Shaped => {
  const about = payload.at('object_attributes')
  return {
    event: 'issues',
    payload: {
      action: entryOf(ACTIONS, about.text('action')),
      issue: {
        number: about.number('iid'),
        title: about.text('title'),
        body: about.text('description'),
        user: authorOf(payload, about.number('author_id')),
        labels: payload.list('labels').map((label) => ({ name: label.text('title') })),
        created_at: about.time('created_at'),
        updated_at: about.time('updated_at'),
        closed_at: about.time('closed_at'),
      },
    },
  }
}

const OUTCOMES: Readonly<Record<string, string>> = {
  success: 'success',
  failed: 'failure',
  canceled: 'cancelled',
  skipped: 'skipped',
}

const pipeline = (payload: Fields): Shaped => {
  const run = payload.at('object_attributes')
  const change = payload.at('merge_request')
  const conclusion = entryOf(OUTCOMES, run.text('status'))
  return {
    event: 'workflow_run',
    payload: {
      action: conclusion === undefined ? 'other' : 'completed',
      workflow_run: {
        name: run.text('name') ?? 'pipeline',
        id: run.number('id'),
        head_sha: run.text('sha'),
        head_branch: change.text('source_branch') ?? run.text('ref'),
        pull_requests: payload.has('merge_request') ? [{ number: change.number('iid') }] : [],
        conclusion,
        run_started_at: run.time('created_at'),
        updated_at: run.time('finished_at'),
        html_url: run.text('url'),
        steps: stagesOf(payload),
      },
    },
  }
}

const job = (payload: Fields): Shaped => {
  const conclusion = entryOf(OUTCOMES, payload.text('build_status'))
  return {
    event: 'check_run',
    payload: {
      action: conclusion === undefined ? 'other' : 'completed',
      check_run: {
        name: payload.text('build_name'),
        id: payload.number('build_id'),
        head_sha: payload.text('sha'),
        check_suite: { head_branch: payload.text('ref') },
        conclusion,
        started_at: payload.time('build_started_at'),
        completed_at: payload.time('build_finished_at'),
      },
    },
  }
}

const release = (payload: Fields): Shaped => ({
  event: 'release',
  payload: {
    action: payload.text('action') === 'create' ? 'published' : 'edited',
    release: {
      tag_name: payload.text('tag'),
      name: payload.text('name'),
      published_at: payload.time('released_at') ?? payload.time('created_at'),
      target_commitish: payload.at('commit').text('id'),
    },
  },
})

const TABLE: Readonly<Record<string, (payload: Fields) => Shaped>> = {
  push,
  tag_push: push,
  merge_request: change,
  note,
  issue,
  pipeline,
  build: job,
  release,
}
