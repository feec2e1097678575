import { Logger } from '@nestjs/common'
import { type Access, type Needs, permits, TokenBook, tokensFile } from '@heimgewebe/access'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { MeshConfig } from '../config/mesh-config.js'
import { needsOf } from './needs.js'
import { RateLimits } from './rate-limits.js'

/** A route as it was bound, with what it asks for. */
export interface GatedRoute {
  readonly method: string
  readonly url: string
  /** Undefined where the route does not say: it is treated as `admin` then. */
  readonly needs: Needs | undefined
}

/** Why a request goes no further. */
interface Refusal {
  readonly status: 400 | 401 | 403 | 429 | 503
  readonly code: string
  readonly message: string
  /** Seconds after which it may be tried again. */
  readonly wait?: number
}

/**
 * Stands before every route, Nest's and others, and before any body is read. Three checks: the host name is one of ours
 * (a page elsewhere could point its own name at this machine), a browser's Origin is the page's own, and the bearer token
 * is good for what the route asks for. A route that asks for nothing in particular is the admin's.
 */
export class Gate {
  /** Every route that was bound. */
  readonly routes: GatedRoute[] = []
  private readonly log = new Logger('gate')
  private readonly book: TokenBook

  constructor(private readonly config: MeshConfig) {
    const files = { owner: config.tokenFile, tokens: tokensFile(config.home) }
    this.book = new TokenBook(files, config.service, (problem) => this.log.error(problem))
  }

  /** Takes its place; before any route is bound. */
  async install(fastify: FastifyInstance): Promise<void> {
    const limits = await RateLimits.install(fastify, this.config.http)
    fastify.decorateRequest('access', undefined)
    fastify.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat()) this.routes.push({ method: one, url, needs: config?.needs })
      if (config?.needs === undefined) this.log.warn(`${String(method)} ${url} does not say what it needs: admin`)
    })
    fastify.addHook('onRequest', async (request, reply) => {
      const refusal = await this.refusalOf(request, limits)
      return refusal ? refuse(refusal, reply) : undefined
    })
    fastify.addHook('onClose', () => this.book.written())
  }

  private async refusalOf(request: FastifyRequest, limits: RateLimits): Promise<Refusal | undefined> {
    const foreign = this.foreign(request)
    if (foreign) return foreign
    const needs = needsOf(request)
    const shown = tokenIn(request)
    // NOTE: what is not there is told to everyone; nothing is behind it.
    if (needs === 'public' || request.is404 || shown === undefined) {
      const wait = await limits.wait(request)
      if (wait !== undefined) return tooMany(wait)
      return needs === 'public' || request.is404 ? undefined : this.unknown()
    }
    const found = await this.book.find(shown, new Date())
    if (typeof found === 'string') {
      const wait = await limits.waitAfterWrongToken(request)
      if (wait !== undefined) return tooMany(wait)
      return found === 'unknown' ? this.unknown() : EXPIRED
    }
    request.access = found.access
    const wait = await limits.wait(request)
    if (wait !== undefined) return tooMany(wait)
    if (!permits(found.access.scopes, needs)) return lacks(found.access, needs)
    return NUL.test(request.url) ? UNREADABLE : undefined
  }

  private foreign(request: FastifyRequest): Refusal | undefined {
    const host = hostOf(request.headers.host ?? '')
    if (!this.config.allowedHosts.includes(host))
      return { status: 403, code: 'host', message: `host ${host} is not in HEIMGEWEBE_ALLOWED_HOSTS` }
    const { origin } = request.headers
    if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== request.headers.host))
      return { status: 403, code: 'origin', message: `requests from pages of ${origin} are refused` }
    return undefined
  }

  private async unknown(): Promise<Refusal> {
    if (await this.book.isEmpty())
      return { status: 503, code: 'no_token', message: 'no token is configured: set HEIMGEWEBE_TOKEN_FILE' }
    return { status: 401, code: 'token', message: 'send the token as Authorization: Bearer <token>' }
  }
}

/** A NUL in a path: nothing is called so, and Postgres takes none. What a query may hold its route says. */
const NUL = /^[^?]*%00/

const UNREADABLE: Refusal = { status: 400, code: 'bad_request', message: 'no name holds the character NUL' }

const EXPIRED: Refusal = { status: 401, code: 'expired', message: 'the time of this token is over' }

const tooMany = (wait: number): Refusal => ({
  status: 429,
  code: 'too_many',
  message: `too many requests: try again in ${wait} s`,
  wait,
})

const lacks = ({ name, scopes }: Access, needs: Needs): Refusal => ({
  status: 403,
  code: 'scope',
  message: `this needs the scope ${needs}; the token ${name} has ${scopes.join(', ')}`,
})

const refuse = ({ status, code, message, wait }: Refusal, reply: FastifyReply): FastifyReply => {
  if (wait !== undefined) void reply.header('retry-after', String(wait))
  if (status === 401) void reply.header('www-authenticate', 'Bearer')
  return reply.status(status).send({ code, message })
}

const tokenIn = (request: FastifyRequest): string | undefined => {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ')
  return scheme?.toLowerCase() === 'bearer' && token ? token : undefined
}

const hostOf = (header: string): string =>
  header.startsWith('[') ? header.slice(0, header.indexOf(']') + 1) : (header.split(':')[0] ?? '')
