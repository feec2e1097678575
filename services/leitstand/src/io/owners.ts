import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config, type Owner } from '../config.js'

/** What another service answered. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly ms: number
}

/** The request of the person that an owner is asked for. */
export interface Asker {
  readonly headers: { readonly authorization?: string | undefined }
}

/** Largest answer that is passed on, in bytes. */
const MAX_ANSWER_BYTES = 16_777_216

/**
 * Asks the services of the stack for a person: bounded in time and size, following no redirect. What it asks with is what
 * the person showed, so that nobody gets more by asking here than by asking there; leitstand has no right of its own.
 */
@Injectable()
export class Owners {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** All services, in the order of the settings. */
  get all(): readonly Owner[] {
    return this.config.services
  }

  /** Gets a path of a service, as `asker` if it needs a token; throws where it cannot be reached or does not answer in time. */
  get(name: string, path: string, asker?: Asker): Promise<Answer> {
    return this.ask(name, path, asker, {})
  }

  /** Posts a question that is too long for an address, as `asker`. */
  question(name: string, path: string, body: unknown, asker: Asker): Promise<Answer> {
    const headers = { 'content-type': 'application/json' }
    return this.ask(name, path, asker, { method: 'POST', headers, body: JSON.stringify(body ?? null) })
  }

  /** Posts one event to the log. */
  async post(event: object, asker: Asker): Promise<Answer> {
    return this.ask('chronik', '/events', asker, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    })
  }

  private async ask(name: string, path: string, asker: Asker | undefined, request: RequestInit): Promise<Answer> {
    const owner = this.config.services.find((one) => one.name === name)
    if (!owner) throw new Error(`${name} is not in LEITSTAND_SERVICES`)
    const start = performance.now()
    const response = await fetch(owner.url + path, {
      ...request,
      headers: { ...request.headers, accept: 'application/json', ...credentials(asker) },
      redirect: 'manual',
      signal: AbortSignal.timeout(this.config.askTimeoutMs),
    })
    const body = await textUpTo(response, MAX_ANSWER_BYTES)
    const type = response.headers.get('content-type') ?? ''
    return { status: response.status, type, body, ms: Math.round(performance.now() - start) }
  }
}

const credentials = (asker: Asker | undefined): Record<string, string> =>
  asker?.headers.authorization === undefined ? {} : { authorization: asker.headers.authorization }

const textUpTo = async (response: Response, limit: number): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > limit) throw new Error(`the answer exceeds ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
