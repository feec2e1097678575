import { BadRequestException, Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { type GuardRun, RunStore } from '../io/run-store.js'
import { type SandboxState, TestedSandbox } from '../io/tested-sandbox.js'

const MOST = 1000
const USUAL = 50

/** What people and tools ask about guards. */
@Controller()
@Needs('read')
export class GuardsController {
  constructor(
    private readonly runs: RunStore,
    private readonly tested: TestedSandbox,
  ) {}

  /** The latest runs, newest first. `limit` 1 to 1000, default 50. */
  @Get('guards')
  async latest(@Query() query: Record<string, unknown>): Promise<{ guards: GuardRun[] }> {
    const guards = await this.runs.latest({
      repository: text(query, 'repository'),
      change: text(query, 'change'),
      limit: limitIn(text(query, 'limit')),
    })
    return { guards }
  }

  /** Whether guards can be run here, with every probe of the sandbox. */
  @Get('sandbox')
  sandbox(): SandboxState {
    return this.tested.state
  }
}

const text = (query: Record<string, unknown>, name: string): string | undefined => {
  const value = query[name]
  if (value === undefined || typeof value === 'string') return value
  throw new BadRequestException({ code: 'bad_request', message: `${name} is given more than once` })
}

const limitIn = (value: string | undefined): number => {
  if (value === undefined) return USUAL
  if (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= MOST) return Number(value)
  throw new BadRequestException({ code: 'bad_request', message: `limit is a number from 1 to ${MOST}` })
}
