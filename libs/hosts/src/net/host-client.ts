import { HostError, shown } from '../errors.js'
import { hideProof } from './hide-proof.js'
import { NET_LIMITS, type NetLimits } from './limits.js'
import { Retries } from './retries.js'
import { type Incoming, type Resolver, Sender } from './send.js'
import { problemOf } from './status-problem.js'

/** How a host is reached. */
export interface Reach {
  /** Name that the owner gave the host; begins every message. */
  readonly name: string
  /** Where its API begins, such as https://api.github.com or https://git.example.org/api/v4. */
  readonly base: string
  /** Origins that it may redirect to besides its own. Default: none. */
  readonly also?: readonly string[]
  /** The owner says that the host is in a private net or on this machine; plain HTTP is then allowed too. Default false. */
  readonly own?: boolean
  /** Header that proves who asks. Sent to the API's own origin only. */
  readonly proof?: () => Promise<Readonly<Record<string, string>>>
  readonly accept?: string
  readonly limits?: Partial<NetLimits>
  readonly signal?: AbortSignal
  /** Told before each call that is no GET. */
  readonly onWrite?: () => void
  /** For tests. Default: that of the system. */
  readonly resolver?: Resolver
}

/** One call. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base. Parts that come from outside are put in with `part`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: Readonly<Record<string, unknown>>
  readonly etag?: string
  /** Whether a second try does no harm. Default: for GET, PUT and DELETE. */
  readonly repeatable?: boolean
}

/** An answer that was fine. `json` is undefined where there is no body, as with 204 and 304. */
export interface Answered {
  readonly status: number
  readonly json: unknown
  readonly header: (name: string) => string | undefined
}

/** A value from outside as one part of a path. */
export const part = (value: string | number): string => encodeURIComponent(value)

const REDIRECTS = [301, 302, 303, 307, 308]
const MAX_HOPS = 3

/** Speaks JSON over HTTP with one host, under one policy for all kinds: who is asked, how often, how much. */
export class HostClient {
  readonly limits: NetLimits
  readonly name: string
  private readonly sender: Sender
  private readonly retries: Retries
  private readonly base: URL
  private readonly origins: ReadonlySet<string>

  constructor(private readonly reach: Reach) {
    this.name = reach.name
    this.limits = { ...NET_LIMITS, ...reach.limits }
    this.sender = new Sender(reach.name, reach.own ?? false, this.limits, reach.resolver)
    this.retries = new Retries(this.limits)
    if (!URL.canParse(reach.base)) throw new HostError('refused', `${reach.name}: not a URL: ${shown(reach.base)}`)
    this.base = new URL(`${reach.base.replace(/\/+$/, '')}/`)
    this.origins = new Set([this.base.origin, ...(reach.also ?? []).map((one) => new URL(one).origin)])
    this.check(this.base)
  }

  /** Ends idle connections. */
  close(): void {
    this.sender.close()
  }

  /** Makes a call below the base. */
  call(call: Call): Promise<Answered> {
    // NOTE: put together as text, since a path that begins with // or http: would be another host.
    const url = new URL(this.base.href + call.path.replace(/^\/+/, ''))
    for (const [name, value] of Object.entries(call.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value))
    return this.at(url, call)
  }

  /** Follows a link that the host gave, such as that of a next page. */
  follow(link: string): Promise<Answered> {
    if (!URL.canParse(link, this.base.href)) return Promise.reject(this.refusal(`a link that is none: ${shown(link)}`))
    return this.at(new URL(link, this.base), { path: '' })
  }

  private async at(url: URL, call: Call): Promise<Answered> {
    const { method = 'GET' } = call
    const repeatable = call.repeatable ?? (method === 'GET' || method === 'PUT' || method === 'DELETE')
    const run = (): Promise<Answered> => this.once(method, url, call)
    const { signal } = this.reach
    if (!repeatable) return run()
    if (signal === undefined) return this.retries.run(run)
    // A wait between tries does not hold up a process that wants to end.
    const aborted = Promise.withResolvers<never>()
    const abort = (): void => aborted.reject(new HostError('cancelled', `${this.name}: cancelled`))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    try {
      return await Promise.race([this.retries.run(run), aborted.promise])
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  private async once(method: string, first: URL, call: Call): Promise<Answered> {
    let url = first
    for (let hop = 0; ; hop++) {
      this.check(url)
      const proof = url.origin === this.base.origin ? ((await this.reach.proof?.()) ?? {}) : {}
      if (method !== 'GET') this.reach.onWrite?.()
      const sent = await this.sender.send({
        method,
        url,
        headers: { ...this.headers(call), ...proof },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        ...(this.reach.signal === undefined ? {} : { signal: this.reach.signal }),
      })
      const answer = hideProof(sent, Object.values(proof))
      if (answer.status === 304) return { status: 304, json: undefined, header: answer.header }
      if (!REDIRECTS.includes(answer.status)) return this.read(answer, method, url, Object.values(proof))
      if (method !== 'GET') throw this.refusal('it redirects a write, which is not followed')
      if (hop === MAX_HOPS) throw this.refusal(`it redirects more than ${MAX_HOPS} times`)
      const to = answer.header('location') ?? ''
      if (!URL.canParse(to, url.href)) throw this.refusal('it redirects to nowhere')
      url = new URL(to, url)
    }
  }

  private headers({ etag, body }: Call): Record<string, string> {
    return {
      accept: this.reach.accept ?? 'application/json',
      // A packed body could be a thousand times as large as what came.
      'accept-encoding': 'identity',
      'user-agent': 'heimgewebe',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    }
  }

  private read(answer: Incoming, method: string, url: URL, secrets: readonly string[]): Answered {
    const what = `${this.name}: ${method} ${url.pathname.slice(0, 200)}`
    const problem = problemOf(answer, what, { now: Date.now(), secrets })
    if (problem !== undefined) throw problem
    if (answer.body.length === 0) return { status: answer.status, json: undefined, header: answer.header }
    try {
      return { status: answer.status, json: JSON.parse(answer.body.toString('utf8')), header: answer.header }
    } catch {
      // NOTE: without its cause, which would quote the answer.
      throw new HostError('unreadable', `${what} answers with something that is not JSON`)
    }
  }

  private check(url: URL): void {
    const secure = url.protocol === 'https:' || (url.protocol === 'http:' && this.reach.own === true)
    if (!secure) throw this.refusal(`${shown(url.origin)} is not spoken to: only https, unless it is configured as own`)
    if (url.username !== '' || url.password !== '') throw this.refusal('a URL with credentials')
    if (!this.origins.has(url.origin)) throw this.refusal(`${shown(url.origin)} is not on its list of origins`)
  }

  private refusal(message: string): HostError {
    return new HostError('refused', `${this.name}: ${message}`)
  }
}
