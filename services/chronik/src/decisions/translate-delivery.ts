import { type AnyDraft, deriveId, draft, violationOfData } from '@heimgewebe/contracts'
import { changeEvents } from './change-events.js'
import { ciEvents } from './ci-events.js'
import { entryOf, jobAsCheck, type Shape } from './common-shape.js'
import { fields, type Fields } from './payload-fields.js'
import type { Host } from './recognise-host.js'
import { shapeGitea } from './shape-gitea.js'
import { shapeGitlab } from './shape-gitlab.js'
import { withoutNul } from './storable-text.js'
import { talkEvents } from './talk-events.js'

/** One verified delivery. */
export interface Delivery {
  readonly host: Host
  /** Name of the event as the host gives it. */
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Delivery id as the host gives it; empty where it gives none. */
  readonly delivery: string
  readonly bodySha256: string
  readonly bodyBytes: number
  /** When it came, RFC 3339; used where the payload names no time. */
  readonly received: string
}

const SHAPES: Readonly<Record<Host, Shape>> = {
  github: (event, payload) =>
    event === 'workflow_job' ? jobAsCheck(event, payload) : { event, payload: payload.raw() },
  gitlab: shapeGitlab,
  gitea: shapeGitea,
  forgejo: shapeGitea,
}

/** Largest payload that is kept whole in an event, in bytes. */
const MAX_PAYLOAD_BYTES = 131_072

/**
 * What a delivery says, in the mesh's own events. A kind without a contract, and one whose fields are not as the host
 * documents them, is kept as it came: tolerant at the door, strict in what is appended. Ids follow from the content, so
 * that a delivery that comes again is the same events.
 */
export const translateDelivery = (delivery: Delivery): AnyDraft[] => {
  const shaped = SHAPES[delivery.host](delivery.event, fields(delivery.payload))
  const payload = fields(shaped.payload)
  const known = (entryOf(TRANSLATORS, shaped.event)?.(payload, delivery.received) ?? []).filter(
    (one) => violationOfData(one.type, one.data) === undefined,
  )
  const drafts = known.length > 0 ? known : [asReceived(delivery, payload)]
  return drafts.map((one, index) => ({
    ...one,
    id: deriveId(timeOf(one), `${delivery.host}|${delivery.event}|${delivery.bodySha256}|${index}`),
    actor: one.actor ?? actorOf(payload),
  }))
}

type Translator = (payload: Fields, received: string) => AnyDraft[]

const TRANSLATORS: Readonly<Record<string, Translator>> = {
  pull_request: changeEvents.changed,
  pull_request_review: changeEvents.reviewed,
  push: changeEvents.pushed,
  issue_comment: talkEvents.commented,
  pull_request_review_comment: talkEvents.commented,
  issues: talkEvents.issue,
  release: talkEvents.released,
  workflow_run: ciEvents.workflowRun,
  check_run: ciEvents.checkRun,
  status: ciEvents.status,
}

const asReceived = (delivery: Delivery, payload: Fields): AnyDraft => {
  const repository = payload.at('repository').text('full_name')
  const own = fields(delivery.payload)
  const action = own.text('action') ?? own.at('object_attributes').text('action')
  return draft('webhook.received.v1', {
    subject: `webhook/${delivery.host}/${delivery.event}`,
    partitionkey: repository ?? delivery.host,
    data: {
      host: delivery.host,
      event: delivery.event.slice(0, 100),
      delivery: delivery.delivery,
      body_sha256: delivery.bodySha256,
      body_bytes: delivery.bodyBytes,
      ...(action === undefined ? {} : { action: action.slice(0, 100) }),
      ...(repository === undefined ? {} : { repository }),
      ...(delivery.bodyBytes <= MAX_PAYLOAD_BYTES ? { payload: withoutNul({ ...delivery.payload }) } : {}),
    },
  })
}

const actorOf = (payload: Fields): string => `person/${payload.at('sender').text('login') ?? 'unknown'}`

/** The payload's own time, so that the id of a repeated delivery is the same; none counts as the beginning of time. */
const timeOf = (one: AnyDraft): number => (one.time === undefined ? 0 : Date.parse(one.time))
