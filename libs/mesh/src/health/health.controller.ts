import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { Public } from '../http/needs.js'
import { Metrics } from './metrics.js'
import { Readiness } from './readiness.js'

/** What a supervisor, a person and Prometheus ask every service. */
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** The process runs and answers. */
  @Get('livez')
  @HttpCode(200)
  live(): { status: 'ok' } {
    return { status: 'ok' }
  }

  /** 200 when every dependency is usable, else 503; the body names each. */
  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const checks = await this.readiness.results()
    const ok = checks.every((check) => check.ok)
    if (!ok) reply.status(503)
    return { status: ok ? 'ok' : 'unavailable', checks }
  }

  /** Prometheus text format. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.text()
  }
}
