import type { AnyDraft } from '@heimgewebe/contracts'
import type {
  HostChange,
  HostComment,
  HostIssue,
  HostPerson,
  HostRelease,
  HostReview,
  HostRun,
} from '@heimgewebe/hosts'
import { changeEvents } from './change-events.js'
import { ciEvents, isEcho } from './ci-events.js'
import { fields } from './payload-fields.js'
import { talkEvents } from './talk-events.js'

/** One thing that a host told when it was asked. */
export type Polled =
  | { readonly kind: 'change'; readonly found: HostChange }
  | { readonly kind: 'review'; readonly found: HostReview }
  | { readonly kind: 'comment'; readonly found: HostComment }
  | { readonly kind: 'run'; readonly found: HostRun }
  | { readonly kind: 'issue'; readonly found: HostIssue }
  | { readonly kind: 'release'; readonly found: HostRelease }

/**
 * What a host told, as the events that its webhooks would have become: the same shape goes through the same decisions. A
 * change or an issue that has ended is what it was before its end, and its end. What is not finished is nothing yet.
 */
export const draftsOf = (repository: string, polled: Polled): AnyDraft[] => {
  const payload = (more: Readonly<Record<string, unknown>>) =>
    fields({ repository: { full_name: repository }, ...more })
  switch (polled.kind) {
    case 'change':
      return changeDrafts(polled.found, payload)
    case 'issue':
      return issueDrafts(polled.found, payload)
    case 'review': {
      const { change, reviewer, submittedAt, text, verdict } = polled.found
      const review = { state: verdict, submitted_at: submittedAt, body: text, user: user(reviewer) }
      return changeEvents.reviewed(payload({ pull_request: { number: change }, review }))
    }
    case 'comment': {
      const { author, createdAt, number, on, text, url } = polled.found
      const comment = { user: user(author), body: text, created_at: createdAt, html_url: url }
      const about = on === 'change' ? { pull_request: { number } } : { issue: { number } }
      return talkEvents.commented(payload({ action: 'created', comment, ...about }))
    }
    case 'run':
      return runDrafts(polled.found, payload)
    case 'release': {
      const { publishedAt, sha, tag, title } = polled.found
      const release = { tag_name: tag, published_at: publishedAt, name: title, target_commitish: sha }
      return talkEvents.released(payload({ action: 'published', release }))
    }
  }
}

type Payload = (more: Readonly<Record<string, unknown>>) => ReturnType<typeof fields>

const changeDrafts = (found: HostChange, payload: Payload): AnyDraft[] => {
  const ended = found.state !== 'open'
  const pull = {
    title: found.title,
    body: found.body,
    user: user(found.author),
    draft: found.draft,
    head: found.head,
    base: found.base,
    merged: found.state === 'merged',
    merged_at: found.mergedAt,
    merged_by: found.mergedBy && user(found.mergedBy),
    merge_commit_sha: found.mergeSha,
    closed_at: found.closedAt,
    html_url: found.url,
    created_at: found.createdAt,
    updated_at: found.updatedAt,
  }
  const { number } = found
  // A webhook says when the change was touched; of one that has ended that is its end, and it was opened before.
  const content = { ...pull, updated_at: ended ? found.createdAt : found.updatedAt }
  const opened = changeEvents.changed(payload({ action: 'opened', number, pull_request: content }))
  if (!ended) return opened
  const last = { ...pull, updated_at: found.mergedAt ?? found.closedAt ?? found.updatedAt }
  const updated = changeEvents.changed(payload({ action: 'edited', number, pull_request: last }))
  const sender = user(found.closedBy ?? { name: 'unknown' })
  const end = changeEvents.changed(payload({ action: 'closed', number, pull_request: pull, sender }))
  return [...opened, ...updated, ...end]
}

const issueDrafts = (found: HostIssue, payload: Payload): AnyDraft[] => {
  const issue = {
    number: found.number,
    title: found.title,
    body: found.body,
    user: user(found.author),
    labels: found.labels.map((name) => ({ name })),
    created_at: found.createdAt,
    closed_at: found.closedAt,
    updated_at: found.updatedAt,
  }
  const opened = talkEvents.issue(payload({ action: 'opened', issue }))
  // Touched since it was opened: that matters where it was closed between.
  if (found.state === 'open') return opened.map((one) => ({ ...one, time: found.updatedAt }))
  return [...opened, ...talkEvents.issue(payload({ action: 'closed', issue }))]
}

const runDrafts = (found: HostRun, payload: Payload): AnyDraft[] => {
  if (found.outcome === 'running' || isEcho(found.name)) return []
  const [result] = ciEvents.workflowRun(
    payload({
      action: 'completed',
      workflow_run: {
        name: found.name,
        head_sha: found.sha,
        head_branch: found.branch,
        pull_requests: found.change === undefined ? [] : [{ number: found.change }],
        conclusion: found.outcome,
        run_started_at: found.startedAt,
        updated_at: found.finishedAt,
        html_url: found.url,
      },
    }),
  )
  // The hosts' ids are numbers to the webhooks and texts to the port.
  return result?.type === 'ci.result.v1' ? [{ ...result, data: { ...result.data, run: found.id } }] : []
}

const user = ({ email, name }: HostPerson) => ({ login: name, email })
