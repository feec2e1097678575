import { readFile } from 'node:fs/promises'
import { Inject, Injectable } from '@nestjs/common'
import { CONFIG, type Config, type Owner } from '../config.js'

/** What another service answered. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly ms: number
}

/** Largest answer that is passed on, in bytes. */
const MAX_ANSWER_BYTES = 16_777_216

/** Asks the services of the stack for a person: bounded in time and size, following no redirect. */
@Injectable()
export class Owners {
  private token: Promise<string> | undefined

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** All services, in the order of the settings. */
  get all(): readonly Owner[] {
    return this.config.services
  }

  /** Gets a path of a service; throws where it cannot be reached or does not answer in time. */
  get(name: string, path: string): Promise<Answer> {
    return this.ask(name, path, {})
  }

  /** Posts one event to the log. */
  async post(event: object): Promise<Answer> {
    return this.ask('chronik', '/events', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    })
  }

  private async ask(name: string, path: string, request: RequestInit): Promise<Answer> {
    const owner = this.config.services.find((one) => one.name === name)
    if (!owner) throw new Error(`${name} is not in LEITSTAND_SERVICES`)
    const start = performance.now()
    const response = await fetch(owner.url + path, {
      ...request,
      headers: { ...request.headers, accept: 'application/json', ...(await this.credentials()) },
      redirect: 'manual',
      signal: AbortSignal.timeout(this.config.askTimeoutMs),
    })
    const body = await textUpTo(response, MAX_ANSWER_BYTES)
    const type = response.headers.get('content-type') ?? ''
    return { status: response.status, type, body, ms: Math.round(performance.now() - start) }
  }

  // The services of a stack share one token, and a person who is asked for it here has shown it already.
  private async credentials(): Promise<Record<string, string>> {
    const { tokenFile } = this.config.mesh
    if (tokenFile === undefined) return {}
    this.token ??= readFile(tokenFile, 'utf8')
    return { authorization: `Bearer ${(await this.token).trim()}` }
  }
}

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
