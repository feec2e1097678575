import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { AnyDraft } from '@heimgewebe/contracts'
import { draftsOf } from './poll-shapes.js'
import { HOSTS, type Host, recogniseHost } from './recognise-host.js'
import { translateDelivery } from './translate-delivery.js'

type Payloads = Readonly<Record<string, { event: string; payload: Record<string, unknown> }>>

const read = (host: Host): Payloads =>
  JSON.parse(readFileSync(new URL(`../../test/payloads/${host}.json`, import.meta.url), 'utf8')) as Payloads

const PAYLOADS = Object.fromEntries(HOSTS.map((host) => [host, read(host)])) as Record<Host, Payloads>

const translate = (host: Host, event: string, payload: Record<string, unknown>): AnyDraft[] =>
  translateDelivery({
    host,
    event,
    payload,
    delivery: 'd',
    bodySha256: '0'.repeat(64),
    bodyBytes: 2,
    received: '2026-03-02T12:00:00.000Z',
  })

const said = (host: Host, kind: string): AnyDraft[] => {
  const { event, payload } = PAYLOADS[host][kind]!
  return translate(host, event, payload)
}

/** Pages at the host, addresses that only some hosts tell, and what GitLab does not say of a change. */
const HOST_FIELDS = ['url', 'email', 'base', 'added', 'deleted']
/** Of CI each host tells in its own way: a status, a pipeline, a run of Actions. */
const CI_FIELDS = ['branch', 'number', 'duration_seconds']
/** GitLab alone names the commit of a release. */
const RELEASE_FIELDS = ['sha']

const normalised = (drafts: AnyDraft[], kind: string): unknown => {
  const dropped = [...HOST_FIELDS, ...(kind === 'ci' ? CI_FIELDS : []), ...(kind === 'release' ? RELEASE_FIELDS : [])]
  const { type, subject, time, data } = drafts[0]!
  return JSON.parse(
    JSON.stringify({ type, subject, time, data }, (name, value: unknown) =>
      dropped.includes(name) ? undefined : value,
    ),
  )
}

const KINDS: readonly (readonly [string, string])[] = [
  ['opened', 'pr.opened.v1'],
  ['updated', 'pr.updated.v1'],
  ['merged', 'pr.merged.v1'],
  ['closed', 'pr.closed.v1'],
  ['reviewed', 'pr.reviewed.v1'],
  ['comment', 'comment.created.v1'],
  ['issue', 'issue.opened.v1'],
  ['issueClosed', 'issue.closed.v1'],
  ['release', 'release.published.v1'],
  ['push', 'push.received.v1'],
  ['ci', 'ci.result.v1'],
]

describe('translateDelivery', () => {
  it.each(KINDS)('says the same of "%s" whichever of the four hosts tells it: %s', (kind, type) => {
    const expected = normalised(said('github', kind), kind)
    expect(expected).toMatchObject({ type })
    for (const host of HOSTS)
      expect({ host, said: normalised(said(host, kind), kind) }).toEqual({ host, said: expected })
  })

  it('says all that GitHub says where Gitea and Forgejo do, but for page and address', () => {
    const bare = (host: Host) => {
      const text = JSON.stringify(said(host, 'opened')[0]!.data, (name, value: unknown) =>
        name === 'url' || name === 'email' ? undefined : value,
      )
      return JSON.parse(text) as unknown
    }
    expect(bare('gitea')).toEqual(bare('github'))
    expect(bare('forgejo')).toEqual(bare('github'))
  })

  it.each(HOSTS)('keeps what has no contract as it came: %s', (host) => {
    const { event, payload } = PAYLOADS[host]['other']!
    expect(said(host, 'other')).toEqual([
      expect.objectContaining({
        type: 'webhook.received.v1',
        data: expect.objectContaining({ host, event, payload, repository: 'team/auth' }),
      }),
    ])
  })

  it.each(['constructor', '__proto__', 'to_string', 'valueof'])('keeps an event that is named %s', (event) => {
    for (const host of HOSTS) expect(translate(host, event, {})[0]!.type).toBe('webhook.received.v1')
  })

  it('keeps an update of GitLab that leaves the content as it was', () => {
    const payload = structuredClone(PAYLOADS.gitlab['updated']!.payload) as { object_attributes: { oldrev?: string } }
    delete payload.object_attributes.oldrev
    const labels = { ...payload, changes: { labels: { previous: [], current: [] } } }
    const title = { ...payload, changes: { title: { previous: 'a', current: 'b' } } }

    expect(translate('gitlab', 'merge_request', labels)[0]!.type).toBe('webhook.received.v1')
    expect(translate('gitlab', 'merge_request', title)[0]!.type).toBe('pr.updated.v1')
  })

  it.each(HOSTS)('lets no NUL into the log, in what has a contract and in what is kept as it came: %s', (host) => {
    for (const kind of ['opened', 'other']) {
      const { event, payload } = PAYLOADS[host][kind]!
      const hostile = JSON.parse(
        JSON.stringify(payload).replaceAll(/"(title|name|description|body)":"/g, '$&x\\u0000'),
      ) as Record<string, unknown>
      const drafts = translate(host, event, hostile)

      expect(JSON.stringify(hostile)).toContain('\\u0000')
      expect(JSON.stringify(drafts)).not.toContain('\\u0000')
      expect(drafts[0]!.type).toBe(said(host, kind)[0]!.type)
    }
  })

  it('gives one delivery the same ids twice, and another for every host', () => {
    const ids = HOSTS.map((host) => said(host, 'opened')[0]!.id)
    expect(HOSTS.map((host) => said(host, 'opened')[0]!.id)).toEqual(ids)
    expect(new Set(ids).size).toBe(4)
  })
})

it.each(['github', 'gitea', 'gitlab'] as const)('tells the parts of a run that ran, in their order: %s', (host) => {
  const [event] = said(host, 'phases')
  expect(event).toMatchObject({
    type: 'ci.result.v1',
    data: {
      ...{ pipeline: 'build', run: '12', outcome: 'failure', duration_seconds: 600 },
      phases: [
        { name: 'build', outcome: 'success', duration_seconds: 110 },
        { name: 'test', outcome: 'failure', duration_seconds: 480 },
      ],
    },
  })
})

it('keeps a run whose parts are of another kind than the host documents, without them', () => {
  const { event, payload } = structuredClone(PAYLOADS.github['phases']!)
  const job = payload['workflow_job'] as Record<string, unknown>
  const steps = [
    null,
    7,
    { conclusion: 'success' },
    { name: 'x', conclusion: 'constructor' },
    { name: 'y', conclusion: 7 },
  ]
  const many = Array.from({ length: 90 }, () => ({ name: 'n'.repeat(900), conclusion: 'success', started_at: 'soon' }))
  const phases = (given: unknown) => {
    const [told] = translate('github', event, { ...payload, workflow_job: { ...job, steps: given } })
    return told?.type === 'ci.result.v1' ? told.data.phases : told?.type
  }

  expect(phases(steps)).toBeUndefined()
  expect(phases('none')).toBeUndefined()
  expect(phases(many)).toEqual(Array.from({ length: 50 }, () => ({ name: 'n'.repeat(300), outcome: 'success' })))
})

describe('recogniseHost', () => {
  const github = { 'x-github-event': 'push', 'x-hub-signature-256': 's' }
  const gitea = { ...github, 'x-gitea-event': 'push', 'x-gogs-event': 'push', 'x-gitea-signature': 's' }

  it('knows Forgejo and Gitea before GitHub, whose headers they send too', () => {
    expect(recogniseHost({ ...gitea, 'x-forgejo-event': 'push' })).toBe('forgejo')
    expect(recogniseHost(gitea)).toBe('gitea')
    expect(recogniseHost(github)).toBe('github')
    expect(recogniseHost({ 'x-gitlab-event': 'Push Hook' })).toBe('gitlab')
    expect(recogniseHost({ 'x-hub-signature-256': 's' })).toBeUndefined()
  })
})

it('hears a status of somebody else as CI, and not the one that the mesh set itself', () => {
  const status = (context: string) => ({
    ...{ state: 'failure', context, sha: 'a'.repeat(40), id: 1, updated_at: '2026-03-02T12:00:00Z', branches: [] },
    repository: { full_name: 'acme/shop' },
  })
  const told = { kind: 'run', found: { id: '1', name: '', sha: 'a'.repeat(40), outcome: 'failure' } } as const
  const polled = (name: string) =>
    draftsOf('acme/shop', { ...told, found: { ...told.found, name, finishedAt: '2026-03-02T12:00:00Z' } })

  expect(translate('github', 'status', status('ci/tests')).map(({ type }) => type)).toEqual(['ci.result.v1'])
  expect(translate('github', 'status', status('heimgewebe/auth')).map(({ type }) => type)).not.toContain('ci.result.v1')
  expect(polled('ci/tests')).toHaveLength(1)
  expect(polled('heimgewebe/auth')).toEqual([])
})
