import { entryOf, jobAsCheck, type Shape, type Shaped } from './common-shape.js'
import type { Fields } from './payload-fields.js'

const REVIEWS: Readonly<Record<string, string>> = {
  pull_request_review_approved: 'approved',
  pull_request_review_rejected: 'changes_requested',
  pull_request_review_comment: 'commented',
  // The event header has a shorter word than the body.
  pull_request_approved: 'approved',
  pull_request_rejected: 'changes_requested',
  pull_request_comment: 'commented',
}

/** Gitea and Forgejo write GitHub's shape but for the words and places below. */
export const shapeGitea: Shape = (event, payload) => (entryOf(TABLE, event) ?? reviewOrComment)(event, payload)

const change: Shape = (_event, payload) => ({
  event: 'pull_request',
  payload: payload.text('action') === 'synchronized' ? { ...payload.raw(), action: 'synchronize' } : payload.raw(),
})

const comment: Shape = (_event, payload) => ({
  event: 'issue_comment',
  payload: payload.flag('is_pull')
    ? { ...payload.raw(), pull_request: { number: payload.at('issue').number('number') } }
    : payload.raw(),
})

/** A review carries no time of its own: the change's last one is the nearest. */
const reviewOrComment = (event: string, payload: Fields): Shaped => {
  const review = payload.at('review')
  const state = entryOf(REVIEWS, review.text('type')) ?? entryOf(REVIEWS, event)
  if (state === undefined) return { event, payload: payload.raw() }
  if (!payload.has('review')) return comment(event, payload)
  return {
    event: 'pull_request_review',
    payload: {
      ...payload.raw(),
      review: {
        state,
        body: review.text('content'),
        user: payload.at('sender').raw(),
        submitted_at: payload.at('pull_request').time('updated_at'),
      },
    },
  }
}

const workflowRun: Shape = (event, payload) => {
  const run = payload.at('workflow_run')
  const finished = run.time('completed_at') ?? run.time('updated_at')
  const started = run.time('started_at') ?? run.time('run_started_at')
  return {
    event,
    payload: { ...payload.raw(), workflow_run: { ...run.raw(), updated_at: finished, run_started_at: started } },
  }
}

/** Forgejo's own Actions: the run names its repository itself. */
const actionRun: Shape = (_event, payload) => {
  const run = payload.at('run')
  return {
    event: 'workflow_run',
    payload: {
      repository: payload.has('repository') ? payload.at('repository').raw() : run.at('repository').raw(),
      sender: run.at('trigger_user').raw(),
      action: 'completed',
      workflow_run: {
        name: run.text('workflow_id'),
        id: run.number('id'),
        head_sha: run.text('commit_sha'),
        head_branch: run.text('prettyref'),
        conclusion: run.text('status'),
        run_started_at: run.time('started'),
        updated_at: run.time('stopped') ?? run.time('updated'),
        html_url: run.text('html_url'),
      },
    },
  }
}

const TABLE: Readonly<Record<string, Shape>> = {
  pull_request: change,
  pull_request_sync: change,
  issue_comment: comment,
  workflow_run: workflowRun,
  workflow_job: jobAsCheck,
  action_run_success: actionRun,
  action_run_failure: actionRun,
  action_run_recover: actionRun,
}
