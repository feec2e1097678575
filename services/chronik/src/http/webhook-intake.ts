import { readFile } from 'node:fs/promises'
import { Inject, Injectable } from '@nestjs/common'
import { jsonProblem } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { fields } from '../decisions/payload-fields.js'
import { type Headers, headerOf, type Host, recogniseHost } from '../decisions/recognise-host.js'
import { LetterBox } from '../io/spool/letter-box.js'
import { verifyDelivery } from './verify-delivery.js'

/** What a host is told, and what is counted. */
export interface DeliveryAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly host: Host | 'unknown'
  readonly event: string
  readonly outcome: 'stored' | 'known' | 'spooled' | 'refused' | 'unavailable'
}

/**
 * Takes signed deliveries of hosts. The signature is checked over the bytes as they came, before anything reads them. A
 * delivery is known by its content: the same one under a fresh delivery id changes nothing, since neither signature nor
 * delivery id would tell a replay.
 */
@Injectable()
export class WebhookIntake {
  private readonly secrets = new Map<Host, Promise<string>>()

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly letters: LetterBox,
  ) {}

  /** Checks, translates and appends one delivery. Without a host, it is the one whose headers it bears. */
  async take(host: Host | undefined, body: Buffer, headers: Headers): Promise<DeliveryAnswer> {
    const from = host ?? recogniseHost(headers)
    if (from === undefined)
      return refused('unknown', 'unverified', 400, 'host', 'no header tells which host sent this delivery')
    const secret = await this.readSecret(from)
    if (secret === undefined || secret === '')
      return refused(from, 'unverified', 503, 'no_secret', `no webhook secret is configured: set ${settingOf(from)}`)
    if (!verifyDelivery(from, secret, body, headers, new Date()))
      return refused(from, 'unverified', 401, 'signature', `${PROOF[from]} is missing or does not match`)
    const payload = jsonProblem(body, this.config.mesh.http.jsonDepth) === undefined ? parse(body) : undefined
    const event = nameOf(payload, from, headers)
    if (payload === undefined)
      return refused(from, event, 400, 'bad_request', 'the body is not a JSON object, or one that is nested too deep')
    return this.store(from, event, headerOf(headers, DELIVERY[from]) ?? '', body)
  }

  private async store(host: Host, event: string, delivery: string, body: Buffer): Promise<DeliveryAnswer> {
    const posted = await this.letters.post({
      door: 'webhook',
      received: new Date().toISOString(),
      notes: { host, event, delivery },
      body,
    })
    if (posted.state === 'spooled') return { status: 202, body: { spooled: true }, host, event, outcome: 'spooled' }
    if (posted.state === 'refused') {
      const { code, message } = posted.refusal
      if (code !== 'unavailable') return refused(host, event, 422, code, message)
      return { status: 503, body: { code, message }, host, event, outcome: 'unavailable' }
    }
    const known = posted.appended.every((one) => one.duplicate)
    return {
      status: 202,
      body: { known, events: posted.appended.map((one) => one.id) },
      host,
      event,
      outcome: known ? 'known' : 'stored',
    }
  }

  private readSecret(host: Host): Promise<string> | undefined {
    const file = this.fileOf(host)
    if (file === undefined) return undefined
    const known = this.secrets.get(host)
    if (known !== undefined) return known
    const reading = readFile(file, 'utf8').then((text) => text.trim())
    this.secrets.set(host, reading)
    // A file that cannot be read now may be readable later.
    reading.catch(() => this.secrets.delete(host))
    return reading
  }

  private fileOf(host: Host): string | undefined {
    const { githubSecretFile, gitlabSecretFile, giteaSecretFile, forgejoSecretFile } = this.config
    return { github: githubSecretFile, gitlab: gitlabSecretFile, gitea: giteaSecretFile, forgejo: forgejoSecretFile }[
      host
    ]
  }
}

const settingOf = (host: Host): string => `CHRONIK_${host.toUpperCase()}_SECRET_FILE`

/** What each host proves itself with, for the answer to one that did not. */
const PROOF: Readonly<Record<Host, string>> = {
  github: 'X-Hub-Signature-256',
  gitlab: 'webhook-signature or X-Gitlab-Token',
  gitea: 'X-Gitea-Signature',
  forgejo: 'X-Forgejo-Signature',
}

const DELIVERY: Readonly<Record<Host, readonly string[]>> = {
  github: ['x-github-delivery'],
  gitlab: ['webhook-id', 'idempotency-key', 'x-gitlab-event-uuid'],
  gitea: ['x-gitea-delivery'],
  forgejo: ['x-forgejo-delivery', 'x-gitea-delivery'],
}

const EVENT: Readonly<Record<Exclude<Host, 'gitlab'>, readonly string[]>> = {
  github: ['x-github-event'],
  gitea: ['x-gitea-event'],
  forgejo: ['x-forgejo-event', 'x-gitea-event'],
}

/** GitLab says in the body, which is signed, what the others say in a header. Names become a metric label. */
const nameOf = (payload: Record<string, unknown> | undefined, host: Host, headers: Headers): string => {
  const body = fields(payload)
  const name =
    host === 'gitlab' ? (body.text('object_kind') ?? body.text('event_name')) : headerOf(headers, EVENT[host])
  return name !== undefined && /^[a-z_]{1,60}$/.test(name) ? name : 'unnamed'
}

const refused = (
  host: DeliveryAnswer['host'],
  event: string,
  status: number,
  code: string,
  message: string,
): DeliveryAnswer => ({ status, body: { code, message }, host, event, outcome: 'refused' })

const parse = (body: Buffer): Record<string, unknown> | undefined => {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'))
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
