import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestMesh } from '@heimgewebe/testing'
import fc from 'fast-check'
import { type Host, HOSTS } from '../src/decisions/recognise-host.js'
import { verifyDelivery } from '../src/http/verify-delivery.js'

const SECRETS: Readonly<Record<Host, string>> = {
  github: 'secret of github',
  gitlab: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  gitea: 'secret of gitea',
  forgejo: 'secret of forgejo',
}

type Sent = Record<string, string>

const hex = (secret: string, body: Buffer): string => createHmac('sha256', secret).update(body).digest('hex')

const seconds = (offset = 0): string => String(Math.floor(Date.now() / 1000) + offset)

const signedByGitlab = (secret: string, body: Buffer, timestamp = seconds(), id = 'message-1'): Sent => {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` }
}

/** Headers as each host sends them: Gitea those of GitHub too, Forgejo those of both. */
const HEADERS: Readonly<Record<Host, (event: string, body: Buffer, secret: string) => Sent>> = {
  github: (event, body, secret) => ({
    'x-github-event': event,
    'x-github-delivery': crypto.randomUUID(),
    'x-hub-signature-256': `sha256=${hex(secret, body)}`,
  }),
  gitlab: (event, body, secret) => ({ 'x-gitlab-event': event, ...signedByGitlab(secret, body) }),
  gitea: (event, body, secret) => ({
    ...HEADERS.github(event, body, secret),
    'x-gitea-event': event,
    'x-gitea-delivery': crypto.randomUUID(),
    'x-gitea-signature': hex(secret, body),
  }),
  forgejo: (event, body, secret) => ({
    ...HEADERS.gitea(event, body, secret),
    'x-forgejo-event': event,
    'x-forgejo-delivery': crypto.randomUUID(),
    'x-forgejo-signature': hex(secret, body),
  }),
}

const PROOFS: Readonly<Record<Host, string>> = {
  github: 'x-hub-signature-256',
  gitlab: 'webhook-signature',
  gitea: 'x-gitea-signature',
  forgejo: 'x-forgejo-signature',
}

const payloadsOf = (host: Host) =>
  JSON.parse(readFileSync(new URL(`payloads/${host}.json`, import.meta.url), 'utf8')) as Record<
    string,
    { event: string; payload: unknown }
  >

/** One change of a right delivery that must make it a wrong one. */
const mutation = (host: Host) =>
  fc.oneof(
    fc.record({ kind: fc.constant('bit of the body' as const), at: fc.nat(), bit: fc.nat(7) }),
    fc.record({
      kind: fc.constant('character of the proof' as const),
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 90 }),
    }),
    fc.record({ kind: fc.constant('shorter proof' as const), to: fc.nat(60) }),
    fc.record({ kind: fc.constant('upper case' as const) }),
    fc.record({ kind: fc.constant('no proof' as const) }),
    fc.record({ kind: fc.constant('proof twice' as const) }),
    fc.record({
      kind: fc.constant('other secret' as const),
      of: fc.constantFrom(...HOSTS.filter((one) => one !== host)),
    }),
  )

type Mutation = ReturnType<typeof mutation> extends fc.Arbitrary<infer T> ? T : never

const mutate = (host: Host, event: string, body: Buffer, how: Mutation): { body: Buffer; headers: Sent } => {
  const headers = HEADERS[host](event, body, SECRETS[host])
  const name = PROOFS[host]
  const proof = headers[name]!
  const withProof = (value: string) => ({ body, headers: { ...headers, [name]: value } })
  switch (how.kind) {
    case 'bit of the body': {
      const flipped = Buffer.from(body)
      flipped[how.at % body.length]! ^= 1 << how.bit
      return { body: flipped, headers }
    }
    case 'character of the proof': {
      const at = how.at % proof.length
      const code = 33 + ((proof.charCodeAt(at) - 33 + how.by) % 94)
      return withProof(proof.slice(0, at) + String.fromCharCode(code) + proof.slice(at + 1))
    }
    case 'shorter proof':
      return withProof(proof.slice(0, Math.min(how.to, proof.length - 1)))
    case 'upper case':
      return withProof(proof.toUpperCase())
    case 'no proof': {
      const { [name]: _gone, ...rest } = headers
      // Forgejo's sender could leave Gitea's header in place; then that one is checked.
      delete rest['x-gitea-signature']
      return { body, headers: rest }
    }
    case 'proof twice':
      return withProof(`${proof},${proof}`)
    case 'other secret':
      return { body, headers: HEADERS[host](event, body, SECRETS[how.of].replace('whsec_', '')) }
  }
}

describe.each(HOSTS)('the proof of %s', (host) => {
  const body = Buffer.from('{"ref":"refs/heads/main","text":"gr\u00fc\ufffdn"}')
  const check = (given: Buffer, headers: Sent, now = new Date()) =>
    verifyDelivery(host, SECRETS[host], given, headers, now)

  it('holds for what the host sent and for none of 2,000 changes of it', () => {
    expect(check(body, HEADERS[host]('push', body, SECRETS[host]))).toBe(true)
    fc.assert(
      fc.property(mutation(host), (how) => {
        const sent = mutate(host, 'push', body, how)
        expect(check(sent.body, sent.headers)).toBe(false)
      }),
      { numRuns: 2000, seed: 20260302 },
    )
  })

  it('covers bytes that no text can tell apart', () => {
    const at = body.indexOf(Buffer.from('\ufffd'))
    const changed = Buffer.concat([body.subarray(0, at), Buffer.from([0xff]), body.subarray(at + 3)])
    expect(changed.toString('utf8')).toBe(body.toString('utf8'))
    expect(check(changed, HEADERS[host]('push', body, SECRETS[host]))).toBe(false)
  })
})

describe('what GitLab and Forgejo add', () => {
  const body = Buffer.from('{}')
  const gitlab = (headers: Sent) => verifyDelivery('gitlab', SECRETS.gitlab, body, headers, new Date())

  it('takes the plain token of GitLab where there is no signature, and only then', () => {
    expect(gitlab({ 'x-gitlab-token': SECRETS.gitlab })).toBe(true)
    expect(gitlab({ 'x-gitlab-token': SECRETS.gitlab.toLowerCase() })).toBe(false)
    expect(gitlab({ 'x-gitlab-token': SECRETS.gitlab, 'webhook-signature': 'v1,' })).toBe(false)
  })

  it('takes one right signature among several, within five minutes', () => {
    const right = signedByGitlab(SECRETS.gitlab, body)
    expect(gitlab({ ...right, 'webhook-signature': `v1,AAAA ${right['webhook-signature']}` })).toBe(true)
    expect(gitlab(signedByGitlab(SECRETS.gitlab, body, seconds(-280)))).toBe(true)
    expect(gitlab(signedByGitlab(SECRETS.gitlab, body, seconds(-320)))).toBe(false)
    expect(gitlab(signedByGitlab(SECRETS.gitlab, body, seconds(320)))).toBe(false)
    expect(gitlab({ ...right, 'webhook-timestamp': seconds(60) })).toBe(false)
    expect(gitlab({ ...right, 'webhook-id': 'message-2' })).toBe(false)
  })

  it('checks only the header of Forgejo where it is present', () => {
    const headers = { 'x-gitea-signature': hex(SECRETS.forgejo, body), 'x-forgejo-signature': '0'.repeat(64) }
    expect(verifyDelivery('forgejo', SECRETS.forgejo, body, headers, new Date())).toBe(false)
  })
})

describe('deliveries of four hosts', () => {
  let mesh: TestMesh
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heimgewebe-secrets-'))
    const settings: Record<string, string> = {}
    for (const host of HOSTS) {
      await writeFile(join(folder, host), `${SECRETS[host]}\n`)
      settings[`CHRONIK_${host.toUpperCase()}_SECRET_FILE`] = join(folder, host)
    }
    mesh = await TestMesh.start(settings)
  })
  afterAll(async () => {
    await mesh.stop()
    await rm(folder, { recursive: true })
  })

  const post = (path: string, body: Buffer, headers: Sent) =>
    fetch(new URL(path, mesh.chronik.url), {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': 'application/json', ...headers },
    })

  it.each(HOSTS)('takes every kind of %s by its own door and knows it again by the common one', async (host) => {
    for (const { event, payload } of Object.values(payloadsOf(host))) {
      const body = Buffer.from(JSON.stringify(payload))
      const first = await post(`/webhooks/${host}`, body, HEADERS[host](event, body, SECRETS[host]))
      expect({ event, status: first.status }).toEqual({ event, status: 202 })
      const told = (await first.json()) as { known: boolean; events: string[] }
      expect(told.known).toBe(false)
      const again = await post('/webhooks', body, HEADERS[host](event, body, SECRETS[host]))
      expect(await again.json()).toEqual({ ...told, known: true })
    }
  })

  it('puts the same change of four hosts into one stream', async () => {
    const opened = await mesh.events('pr.opened.v1')
    expect(opened.map((event) => event.subject)).toEqual(HOSTS.map(() => 'pr/team/auth/42'))
  })

  it('takes names with half a surrogate pair for what Postgres makes of them, again and again', async () => {
    const { event, payload } = payloadsOf('github')['push']!
    for (const [n, torn] of ['\\ud800', '\\ud801', '\\ud800'].entries()) {
      const text = JSON.stringify(payload).replaceAll('team/auth', `team/auth${torn}`)
      const body = Buffer.from(text.replace(/"after":"..../, `"after":"aaa${n}`))
      const answer = await post('/webhooks', body, HEADERS.github(event, body, SECRETS.github))
      expect({ torn, status: answer.status, text: await answer.text() }).toMatchObject({
        torn,
        status: 202,
        text: expect.stringMatching(/^{"known":false/) as unknown,
      })
    }
  })

  it('refuses 400 changed deliveries, each with a 4xx, and stores nothing of them', async () => {
    const before = (await mesh.events()).length
    for (const host of HOSTS) {
      const { event, payload } = payloadsOf(host)['push']!
      const body = Buffer.from(JSON.stringify(payload))
      await fc.assert(
        fc.asyncProperty(mutation(host), fc.constantFrom('/webhooks', `/webhooks/${host}`), async (how, path) => {
          const sent = mutate(host, event, body, how)
          const { status } = await post(path, sent.body, sent.headers)
          expect([400, 401]).toContain(status)
        }),
        { numRuns: 100, seed: 20260302 },
      )
    }
    expect(await mesh.events()).toHaveLength(before)
  })

  it('refuses GET, and a delivery of nobody', async () => {
    for (const path of ['/webhooks', ...HOSTS.map((host) => `/webhooks/${host}`)]) {
      const response = await fetch(new URL(path, mesh.chronik.url))
      expect({ path, status: response.status }).toEqual({ path, status: 405 })
    }
    expect((await post('/webhooks', Buffer.from('{}'), {})).status).toBe(400)
  })
})

describe('a chronik without webhook secrets', () => {
  it.each(HOSTS)('answers %s with 503', async (host) => {
    const mesh = await TestMesh.start()
    try {
      const response = await fetch(new URL(`/webhooks/${host}`, mesh.chronik.url), { method: 'POST', body: '{}' })
      expect(response.status).toBe(503)
    } finally {
      await mesh.stop()
    }
  })
})
