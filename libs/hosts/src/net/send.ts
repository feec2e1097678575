import { lookup as resolve } from 'node:dns'
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { mayConnect } from '@heimgewebe/git'
import { HostError } from '../errors.js'
import type { NetLimits } from './limits.js'

/** One request as it goes out. */
export interface Outgoing {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

/** An answer as it came. */
export interface Incoming {
  readonly status: number
  /** Names in lower case; of a header that came twice the first. */
  readonly header: (name: string) => string | undefined
  readonly body: Buffer
}

/** Gives the addresses of a name. */
export type Resolver = typeof resolve

/**
 * Sends requests over connections whose address was checked as it was resolved: the one that is checked is the one that
 * is connected to. NOTE: fetch of Node cannot be told that; and agents of our own read no proxy settings.
 */
export class Sender {
  private readonly plain
  private readonly secure

  constructor(
    private readonly name: string,
    private readonly own: boolean,
    private readonly limits: NetLimits,
    private readonly resolver: Resolver = resolve,
  ) {
    const options = { keepAlive: true, maxSockets: 4, maxFreeSockets: 1, lookup: this.lookup }
    this.plain = new PlainAgent(options)
    this.secure = new SecureAgent(options)
  }

  /** Ends idle connections. */
  close(): void {
    this.plain.destroy()
    this.secure.destroy()
  }

  /** Sends one request, follows nothing. Throws `HostError`. */
  send({ method, url, headers, body, signal }: Outgoing): Promise<Incoming> {
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) !== 0 && !mayConnect(literal, this.own)) return Promise.reject(this.forbidden(literal))
    const late = AbortSignal.timeout(this.limits.timeoutMs)
    const either = signal === undefined ? late : AbortSignal.any([late, signal])
    const secure = url.protocol === 'https:'
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(this.explain(error, url, late, signal))
      const request = (secure ? secureRequest : plainRequest)(
        url,
        { method, headers, agent: secure ? this.secure : this.plain, signal: either, maxHeaderSize: 32_768 },
        (answer) => void this.read(answer).then(resolve, fail),
      )
      request.on('error', fail)
      request.end(body)
    })
  }

  private async read(answer: IncomingMessage): Promise<Incoming> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > this.limits.maxBytes) {
        answer.destroy()
        throw new HostError('too_large', `${this.name}: an answer of more than ${this.limits.maxBytes} bytes`)
      }
      chunks.push(chunk)
    }
    const header = (name: string): string | undefined => {
      const value = answer.headers[name]
      return Array.isArray(value) ? value[0] : value
    }
    return { status: answer.statusCode ?? 0, header, body: Buffer.concat(chunks) }
  }

  /** Of several addresses all must be allowed: which one is connected to is not ours to choose. */
  private readonly lookup: LookupFunction = (hostname, options, done) => {
    this.resolver(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, [])
      const bad = addresses.find(({ address }) => !mayConnect(address, this.own))
      if (bad !== undefined) return done(this.forbidden(`${hostname}, which is ${bad.address},`), [])
      const [first] = addresses
      if (options.all || first === undefined) return done(null, addresses)
      return done(null, first.address, first.family)
    })
  }

  private forbidden(what: string): HostError {
    const why = this.own ? 'is no address of a host' : 'is in a private net, and the host is not configured to be'
    return new HostError('refused', `${this.name}: ${what} ${why}`)
  }

  private explain(error: unknown, url: URL, late: AbortSignal, signal: AbortSignal | undefined): HostError {
    if (error instanceof HostError) return error
    if (error instanceof Error && error.cause instanceof HostError) return error.cause
    if (signal?.aborted) return new HostError('cancelled', `${this.name}: cancelled`)
    if (late.aborted)
      return new HostError('timeout', `${this.name}: ${url.host} gives no whole answer in ${this.limits.timeoutMs} ms`)
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    return new HostError('unavailable', `${this.name}: ${url.host}: ${code}`, { cause: error })
  }
}
