import type { FastifyInstance, FastifyRequest } from 'fastify'
import rateLimit from '@fastify/rate-limit'
import type { HttpLimits } from '../config/http-limits.js'
import { needsOf } from './needs.js'

/** What is counted apart. */
type Kind = 'read' | 'write' | 'intake' | 'login'

type Limiter = ReturnType<FastifyInstance['createRateLimit']>

/** Asked by supervisors all the time; a refusal there would end a service that is well. */
const NEVER = new Set(['/livez', '/readyz'])

/**
 * How much one token, or one address that shows none, may ask for in a minute. Kept in memory for a bounded number of
 * each; addresses of IPv6 count by their /64.
 */
export class RateLimits {
  private constructor(
    private readonly byToken: Readonly<Partial<Record<Kind, Limiter>>>,
    private readonly byAddress: Readonly<Partial<Record<Kind, Limiter>>>,
  ) {}

  /** Gets the counters ready; before any route is bound. */
  static async install(fastify: FastifyInstance, limits: HttpLimits): Promise<RateLimits> {
    await fastify.register(rateLimit, { global: false, timeWindow: 60_000 })
    // NOTE: the library takes the size of each counter here, and does not say so in its types.
    const size = { cache: limits.rateKeys }
    const counters = (rates: Readonly<Partial<Record<Kind, number>>>, more: object): Partial<Record<Kind, Limiter>> =>
      Object.fromEntries(
        Object.entries(rates)
          .filter(([, max]) => max > 0)
          .map(([kind, max]) => [kind, fastify.createRateLimit({ max, ...size, ...more })]),
      )
    const {
      readsPerMinute: read,
      writesPerMinute: write,
      intakePerMinute: intake,
      failedLoginsPerMinute: login,
    } = limits
    const keyGenerator = (request: FastifyRequest): string => request.access?.name ?? ''
    return new RateLimits(counters({ read, write, intake }, { keyGenerator }), counters({ read, intake, login }, {}))
  }

  /** Counts a request by its token, or by its address where it has shown none; gives the seconds to wait where it is too many. */
  async wait(request: FastifyRequest): Promise<number | undefined> {
    if (NEVER.has(request.routeOptions.url ?? '')) return undefined
    return ask((request.access ? this.byToken : this.byAddress)[kindOf(request)], request)
  }

  /** Counts a wrong token; gives the seconds to wait where there were too many. */
  async waitAfterWrongToken(request: FastifyRequest): Promise<number | undefined> {
    return ask(this.byAddress.login, request)
  }
}

const kindOf = (request: FastifyRequest): Kind => {
  const needs = needsOf(request)
  if (request.is404 || request.method === 'GET' || request.method === 'HEAD') return 'read'
  return needs === 'public' || needs === 'intake' ? 'intake' : request.access ? 'write' : 'read'
}

const ask = async (limiter: Limiter | undefined, request: FastifyRequest): Promise<number | undefined> => {
  const counted = await limiter?.(request)
  return counted !== undefined && !counted.isAllowed && counted.isExceeded
    ? Math.max(1, counted.ttlInSeconds)
    : undefined
}
