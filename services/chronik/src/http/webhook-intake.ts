import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Inject, Injectable } from '@nestjs/common'
import { verify } from '@octokit/webhooks-methods'
import type { CloudEvent } from '@heimgewebe/contracts'
import { complete } from '@heimgewebe/contracts'
import { CONFIG, type Config } from '../config.js'
import { translateGithub } from '../decisions/translate-github.js'
import { EventLog } from '../io/event-log.js'

/** What a host is told, and what is counted. */
export interface DeliveryAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly event: string
  readonly outcome: 'stored' | 'known' | 'refused' | 'unavailable'
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Events that one delivery may lead to. */
const MAX_EVENTS = 10

/**
 * Takes signed deliveries of hosts. The signature is checked over the bytes as they came, before anything reads them. A
 * delivery is known by its content: the same one under a fresh delivery id changes nothing, since neither signature nor
 * delivery id would tell a replay.
 */
@Injectable()
export class WebhookIntake {
  private secret: Promise<string | undefined> | undefined

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly log: EventLog,
  ) {}

  /** Checks, translates and appends one delivery of GitHub. */
  async github(body: Buffer, headers: Headers): Promise<DeliveryAnswer> {
    const event = nameOf(headers['x-github-event'])
    const secret = await this.readSecret()
    if (secret === undefined)
      return refused(event, 503, 'no_secret', 'no webhook secret is configured: set CHRONIK_GITHUB_SECRET_FILE')
    const signature = headers['x-hub-signature-256']
    if (typeof signature !== 'string' || !(await verify(secret, body.toString('utf8'), signature).catch(() => false)))
      return refused(event, 401, 'signature', 'X-Hub-Signature-256 is missing or does not match the body')
    const payload = parse(body)
    if (payload === undefined) return refused(event, 400, 'bad_request', 'the body is not a JSON object')
    const delivery = typeof headers['x-github-delivery'] === 'string' ? headers['x-github-delivery'].slice(0, 300) : ''
    return this.store(event, payload, delivery, body)
  }

  private async store(
    event: string,
    payload: Record<string, unknown>,
    delivery: string,
    body: Buffer,
  ): Promise<DeliveryAnswer> {
    const bodySha256 = createHash('sha256').update(body).digest('hex')
    const received = new Date()
    const drafts = translateGithub({
      event,
      payload,
      delivery,
      bodySha256,
      bodyBytes: body.length,
      received: received.toISOString(),
    })
    const events = drafts.map((draft) => complete(draft, 'heimgewebe/chronik', received)) as CloudEvent[]
    const written = await this.log.write(events, { maxEvents: MAX_EVENTS, maySpeakAs: () => true })
    if (!written.ok) {
      if (written.refusal.code === 'unavailable')
        return {
          status: 503,
          body: written.refusal as unknown as Record<string, unknown>,
          event,
          outcome: 'unavailable',
        }
      return refused(event, 422, written.refusal.code, written.refusal.message)
    }
    const known = written.appended.every((one) => one.duplicate)
    return {
      status: 202,
      body: { known, events: written.appended.map((one) => one.id) },
      event,
      outcome: known ? 'known' : 'stored',
    }
  }

  private readSecret(): Promise<string | undefined> {
    const { githubSecretFile } = this.config
    if (githubSecretFile === undefined) return Promise.resolve(undefined)
    this.secret ??= readFile(githubSecretFile, 'utf8').then((text) => text.trim())
    return this.secret
  }
}

/** Event names become a metric label: only such that a host could have. */
const nameOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' && /^[a-z_]{1,60}$/.test(header) ? header : 'unnamed'

const refused = (event: string, status: number, code: string, message: string): DeliveryAnswer => ({
  status,
  body: { code, message },
  event: status === 401 || status === 503 ? 'unverified' : event,
  outcome: 'refused',
})

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
