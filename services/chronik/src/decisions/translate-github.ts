import { type AnyDraft, deriveId, draft, violationOfData } from '@heimgewebe/contracts'
import { fields, type Fields } from './github-fields.js'
import { githubCi } from './github-ci.js'
import { githubPullRequest } from './github-pull-request.js'
import { githubTalk } from './github-talk.js'

/** One verified delivery. */
export interface Delivery {
  /** X-GitHub-Event. */
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
  /** X-GitHub-Delivery. */
  readonly delivery: string
  readonly bodySha256: string
  readonly bodyBytes: number
  /** When it came, RFC 3339; used where the payload names no time. */
  readonly received: string
}

/** Largest payload that is kept whole in an event, in bytes. */
const MAX_PAYLOAD_BYTES = 131_072

/**
 * What a delivery says, in the mesh's own events. A kind without a contract, and one whose fields are not as GitHub
 * documents them, is kept as it came: tolerant at the door, strict in what is appended. Ids follow from the content, so
 * that a delivery that comes again is the same events.
 */
export const translateGithub = (delivery: Delivery): AnyDraft[] => {
  const payload = fields(delivery.payload)
  const known = (TRANSLATORS[delivery.event]?.(payload, delivery.received) ?? []).filter(
    (one) => violationOfData(one.type, one.data) === undefined,
  )
  const drafts = known.length > 0 ? known : [asReceived(delivery, payload)]
  return drafts.map((one, index) => ({
    ...one,
    id: deriveId(timeOf(one), `github|${delivery.event}|${delivery.bodySha256}|${index}`),
    actor: one.actor ?? actorOf(payload),
  }))
}

type Translator = (payload: Fields, received: string) => AnyDraft[]

const TRANSLATORS: Readonly<Record<string, Translator>> = {
  pull_request: githubPullRequest.changed,
  pull_request_review: githubPullRequest.reviewed,
  push: githubPullRequest.pushed,
  issue_comment: githubTalk.commented,
  pull_request_review_comment: githubTalk.commented,
  issues: githubTalk.issue,
  release: githubTalk.released,
  workflow_run: githubCi.workflowRun,
  check_run: githubCi.checkRun,
  status: githubCi.status,
}

const asReceived = (delivery: Delivery, payload: Fields): AnyDraft => {
  const repository = payload.at('repository').text('full_name')
  const action = payload.text('action')
  return draft('webhook.received.v1', {
    subject: `webhook/github/${delivery.event}`,
    partitionkey: repository ?? 'github',
    data: {
      host: 'github',
      event: delivery.event.slice(0, 100),
      delivery: delivery.delivery,
      body_sha256: delivery.bodySha256,
      body_bytes: delivery.bodyBytes,
      ...(action === undefined ? {} : { action: action.slice(0, 100) }),
      ...(repository === undefined ? {} : { repository }),
      ...(delivery.bodyBytes <= MAX_PAYLOAD_BYTES ? { payload: { ...delivery.payload } } : {}),
    },
  })
}

const actorOf = (payload: Fields): string => `person/${payload.at('sender').text('login') ?? 'unknown'}`

/** The payload's own time, so that the id of a repeated delivery is the same; none counts as the beginning of time. */
const timeOf = (one: AnyDraft): number => (one.time === undefined ? 0 : Date.parse(one.time))
