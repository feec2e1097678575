import { Controller, Get, Inject } from '@nestjs/common'
import { Needs, Readiness } from '@heimgewebe/mesh'
import type { Check, Health, ServiceHealth } from '../api.js'
import { CONFIG, type Config, type Owner } from '../config.js'
import { LiveStream } from '../io/live-stream.js'
import { Owners } from '../io/owners.js'

/** How well the services of the stack are, asked when a person asks. */
@Controller('api')
@Needs('read')
export class StackHealthController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly readiness: Readiness,
    private readonly owners: Owners,
    private readonly live: LiveStream,
  ) {}

  /** Asks every service at once; takes no longer than the slowest allowed answer. */
  @Get('health')
  async health(): Promise<Health> {
    const asked_at = new Date().toISOString()
    const services = await Promise.all([...this.owners.all.map((owner) => this.ask(owner)), this.self()])
    return { asked_at, services, stream: this.live.state }
  }

  private async self(): Promise<ServiceHealth> {
    const { service: name, host, port } = this.config.mesh
    const start = performance.now()
    const results = await this.readiness.results()
    return {
      name,
      url: `http://${host}:${port}`,
      state: results.every(({ ok }) => ok) ? 'ready' : 'not-ready',
      ms: Math.round(performance.now() - start),
      checks: checksOf(results),
    }
  }

  private async ask({ name, url }: Owner): Promise<ServiceHealth> {
    const start = performance.now()
    try {
      const { status, body, ms } = await this.owners.get(name, '/readyz')
      return {
        name,
        url,
        state: status === 200 ? 'ready' : 'not-ready',
        ms,
        checks: checksOf((JSON.parse(body) as { checks?: unknown }).checks),
      }
    } catch (error) {
      const ms = Math.round(performance.now() - start)
      return { name, url, state: 'unreachable', ms, checks: [], message: reasonOf(error) }
    }
  }
}

const checksOf = (checks: unknown): Check[] => {
  if (!Array.isArray(checks)) return []
  return (checks as Record<string, unknown>[]).map(({ name, ok, detail }) => ({
    name: String(name),
    ok: ok === true,
    ...(typeof detail === 'string' ? { message: detail } : {}),
  }))
}

/** The innermost reason: fetch says only "fetch failed" itself. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error
    ? error.cause.message || String((error.cause as { code?: string }).code)
    : error.message
}
