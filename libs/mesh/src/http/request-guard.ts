import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import type { MeshConfig } from '../config/mesh-config.js'
import { PUBLIC } from './public.js'

/**
 * Denies every request that does not show who it is. Three checks: the host name is one of ours (a page elsewhere could
 * point its own name at this machine), a browser's Origin is the page's own, and the bearer token is right unless the
 * route is marked `@Public()`.
 */
@Injectable()
export class RequestGuard implements CanActivate {
  private expected: Promise<Buffer | undefined> | undefined

  constructor(
    private readonly config: MeshConfig,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true
    const open = this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])
    await this.check(context.switchToHttp().getRequest<FastifyRequest>(), open ? 'public' : 'token')
    return true
  }

  /** The same for a route that is not Nest's. Throws an `HttpException`. */
  async check(request: FastifyRequest, needs: 'public' | 'token'): Promise<void> {
    this.checkHost(request)
    if (needs === 'token') await this.checkToken(request)
  }

  private checkHost(request: FastifyRequest): void {
    const host = hostOf(request.headers.host ?? '')
    if (!this.config.allowedHosts.includes(host))
      throw new ForbiddenException({ code: 'host', message: `host ${host} is not in HEIMGEWEBE_ALLOWED_HOSTS` })
    const { origin } = request.headers
    if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== request.headers.host))
      throw new ForbiddenException({ code: 'origin', message: `requests from pages of ${origin} are refused` })
  }

  private async checkToken(request: FastifyRequest): Promise<void> {
    this.expected ??= this.readToken()
    const expected = await this.expected
    if (expected === undefined)
      throw new ServiceUnavailableException({
        code: 'no_token',
        message: 'no token is configured: set HEIMGEWEBE_TOKEN_FILE',
      })
    const [scheme, given] = (request.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || !given || !timingSafeEqual(digest(given), expected))
      throw new UnauthorizedException({ code: 'token', message: 'send the token as Authorization: Bearer <token>' })
  }

  private async readToken(): Promise<Buffer | undefined> {
    if (this.config.tokenFile === undefined) return undefined
    return digest((await readFile(this.config.tokenFile, 'utf8')).trim())
  }
}

/** Equal lengths for the constant-time comparison. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const hostOf = (header: string): string =>
  header.startsWith('[') ? header.slice(0, header.indexOf(']') + 1) : (header.split(':')[0] ?? '')
