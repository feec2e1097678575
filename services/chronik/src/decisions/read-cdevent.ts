import { type AnyDraft, deriveId, draft, type EventData, violationOfData } from '@heimgewebe/contracts'
import { severityOf } from './describe-alerts.js'
import { type Fields, person, present, sha } from './payload-fields.js'
import { clean } from './storable-text.js'

/** A CDEvent as it came: `context`, `subject`, `customData`. */
export interface CdeventInput {
  readonly event: Fields
  readonly bodySha256: string
  readonly bodyBytes: number
  /** When it came, RFC 3339; used where it names no time. */
  readonly received: string
}

/** Largest payload that is kept whole in an event, in bytes. */
const MAX_PAYLOAD_BYTES = 131_072

/** Whether a CloudEvents type, or the type in a bare CDEvent, is one of CDEvents. */
export const isCdevent = (type: unknown): boolean => typeof type === 'string' && /^dev\.cdeventsx?\./.test(type)

/**
 * What a CDEvent says, in the mesh's own event; one without a counterpart, or without what its counterpart needs, is kept
 * as it came. Source and id make it one: a second time it is the same event.
 */
export const readCdevent = (input: CdeventInput): AnyDraft => {
  const { event, received } = input
  const context = event.at('context')
  const [, noun = '', predicate = ''] = /^dev\.cdevents\.([a-z]+)\.([a-z]+)\./.exec(context.text('type') ?? '') ?? []
  const facts: Facts = {
    subject: event.at('subject'),
    content: event.at('subject').at('content'),
    custom: event.at('customData'),
    time: context.time('timestamp') ?? received,
    source: context.text('source') ?? '',
    repository: repositoryOf(event),
  }
  const made = READERS[`${noun}.${predicate}`]?.(facts)
  const kept = made && violationOfData(made.type, made.data) === undefined ? made : asReceived(input, facts)
  const id = `cdevents|${facts.source}|${context.text('id') ?? input.bodySha256}`
  return { ...kept, time: facts.time, id: deriveId(Date.parse(facts.time), id), actor: 'tool/cdevents' }
}

interface Facts {
  readonly subject: Fields
  readonly content: Fields
  readonly custom: Fields
  readonly time: string
  readonly source: string
  readonly repository: string | undefined
}

const NAME = /^[\w.-]+(?:\/[\w.-]+)+$/

/** owner/name, from where senders put it; else of the address that the event comes from. */
const repositoryOf = (event: Fields): string | undefined => {
  const content = event.at('subject').at('content')
  const named = [
    event.at('customData').text('repository'),
    content.at('repository').text('id'),
    content.at('repository').text('name'),
  ]
  const found = named.find((name) => name !== undefined && NAME.test(name))
  if (found !== undefined) return clean(found, 300)
  const address = content.at('repository').text('url') ?? content.at('repository').text('viewUrl')
  const path = address !== undefined && URL.canParse(address) ? new URL(address).pathname : ''
  const name = path.replace(/^\/+|(\.git)?\/*$/g, '')
  return NAME.test(name) ? clean(name, 300) : undefined
}

const commitOf = ({ custom, subject }: Facts): string | undefined =>
  sha(custom.text('sha') ?? custom.text('commit') ?? custom.text('revision') ?? subject.text('id'))

/** The last number in an id or an address, such as 42 of `pull/42`. */
const numberOf = ({ content, custom, subject }: Facts): number | undefined => {
  const given = custom.number('number')
  if (given !== undefined && given > 0) return given
  const text = content.text('uri') ?? subject.text('id') ?? ''
  const number = Number(/(\d{1,9})\/?$/.exec(text)?.[1])
  return number > 0 ? number : undefined
}

const changeSubject = (facts: Facts): string => `pr/${facts.repository ?? ''}/${numberOf(facts) ?? 0}`
const incidentSubject = ({ source, subject }: Facts): string =>
  `incident/${deriveId(0, `cdevents|${subject.text('source') ?? source}|${subject.text('id') ?? ''}`)}`

type Outcome = EventData['ci.result.v1']['outcome']

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: 'success',
  pass: 'success',
  failure: 'failure',
  fail: 'failure',
  error: 'failure',
  cancel: 'cancelled',
  skip: 'skipped',
  timeout: 'timed_out',
}

const run = (facts: Facts): AnyDraft => {
  const { content, repository = '', subject, time } = facts
  const commit = commitOf(facts) ?? ''
  const name =
    content.text('pipelineName') ??
    content.text('taskName') ??
    content.at('testSuite').text('name') ??
    content.at('testCase').text('name')
  const outcome = (content.text('outcome') ?? '').toLowerCase()
  return draft('ci.result.v1', {
    subject: `ci/${repository}/${commit}`,
    data: {
      repository,
      sha: commit,
      pipeline: clean(name ?? subject.text('id') ?? '', 300),
      outcome: Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome]! : 'unknown',
      finished_at: time,
      ...present({
        run: subject.text('id') && clean(subject.text('id')!, 300),
        number: facts.custom.number('number'),
        url: content.text('uri') && clean(content.text('uri')!, 2000),
      }),
    },
  })
}

const changed =
  (type: 'pr.opened.v1' | 'pr.updated.v1') =>
  (facts: Facts): AnyDraft | undefined => {
    const { content, custom, repository = '' } = facts
    const [added, deleted] = [custom.number('added'), custom.number('deleted')]
    // A change of unknown size must not pass for one of none.
    if (added === undefined || deleted === undefined) return undefined
    return draft(type, {
      subject: changeSubject(facts),
      data: {
        repository,
        ...present({ number: numberOf(facts) }),
        branch: clean(custom.text('branch') ?? '', 300),
        base_branch: clean(custom.text('base_branch') ?? '', 300),
        head: commitOf(facts) ?? '',
        title: clean(content.text('description') ?? custom.text('title') ?? '', 1000),
        author: person(custom.at('author')),
        added,
        deleted,
        files_known: false,
        files: [],
      },
    })
  }

const detected = (facts: Facts): AnyDraft => {
  const { content, custom, subject, time } = facts
  const service = content.at('service').text('id') ?? content.at('environment').text('id')
  const title = content.text('description') ?? subject.text('id')
  return draft('incident.detected.v1', {
    subject: incidentSubject(facts),
    data: {
      title: clean(title ?? '', 1000),
      severity: severityOf(custom.text('severity'), 'error'),
      detected_at: time,
      ...present({
        repository: facts.repository,
        service: service && clean(service, 300),
        text: content.text('ticketURI') && clean(content.text('ticketURI')!, 2000),
      }),
    },
  })
}

const READERS: Readonly<Record<string, ((facts: Facts) => AnyDraft | undefined) | undefined>> = {
  'change.created': changed('pr.opened.v1'),
  'change.updated': changed('pr.updated.v1'),
  'change.merged': (facts) =>
    draft('pr.merged.v1', {
      subject: changeSubject(facts),
      data: {
        repository: facts.repository ?? '',
        title: clean(facts.content.text('description') ?? facts.subject.text('id') ?? '', 1000),
        strategy: 'unknown',
        merged_at: facts.time,
        ...present({ number: numberOf(facts), merge_sha: sha(facts.custom.text('sha')) }),
      },
    }),
  'change.abandoned': (facts) =>
    draft('pr.closed.v1', {
      subject: changeSubject(facts),
      data: { repository: facts.repository ?? '', closed_at: facts.time, ...present({ number: numberOf(facts) }) },
    }),
  'pipelinerun.finished': run,
  'taskrun.finished': run,
  'testsuiterun.finished': run,
  'testcaserun.finished': run,
  'incident.detected': detected,
  'incident.reported': detected,
  'incident.resolved': (facts) =>
    draft('incident.resolved.v1', {
      subject: incidentSubject(facts),
      data: {
        resolved_at: facts.time,
        ...present({
          repository: facts.repository,
          title: facts.content.text('description') && clean(facts.content.text('description')!, 1000),
        }),
      },
    }),
  'ticket.created': (facts) =>
    draft('issue.opened.v1', {
      subject: `issue/${facts.repository ?? ''}/${numberOf(facts) ?? 0}`,
      data: {
        repository: facts.repository ?? '',
        number: numberOf(facts) ?? 0,
        title: clean(facts.content.text('summary') ?? '', 1000),
        opened_at: facts.time,
      },
    }),
  'ticket.closed': (facts) =>
    draft('issue.closed.v1', {
      subject: `issue/${facts.repository ?? ''}/${numberOf(facts) ?? 0}`,
      data: { repository: facts.repository ?? '', number: numberOf(facts) ?? 0, closed_at: facts.time },
    }),
}

const asReceived = (
  { bodyBytes, bodySha256, event }: CdeventInput,
  { repository, source, subject }: Facts,
): AnyDraft => {
  const context = event.at('context')
  const type = clean(context.text('type') ?? 'unnamed', 200)
  return draft('cdevent.received.v1', {
    subject: `cdevent/${type}`,
    partitionkey: repository ?? (clean(source, 300) || type),
    data: {
      type,
      id: clean(context.text('id') ?? '', 300),
      source: clean(source, 1000),
      body_sha256: bodySha256,
      ...present({ subject: subject.text('id') && clean(subject.text('id')!, 1000), repository }),
      ...(bodyBytes <= MAX_PAYLOAD_BYTES ? { payload: { ...event.raw() } } : {}),
    },
  })
}
