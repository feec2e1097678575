import { BadRequestException, Controller, Get, Query } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { CaseStore } from '../io/case-store.js'
import { type GuardRun, RunStore } from '../io/run-store.js'
import { type SandboxState, TestedSandbox } from '../io/sandbox/tested-sandbox.js'

const MOST = 1000
const USUAL = 50

/** What people and tools ask about guards. */
@Controller()
@Needs('read')
export class GuardsController {
  constructor(
    private readonly runs: RunStore,
    private readonly tested: TestedSandbox,
    private readonly cases: CaseStore,
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

  /** What each guard caught, missed and cost, over the latest changes of its repository. */
  @Get('guards/worth')
  async worth(@Query() query: Record<string, unknown>) {
    return { guards: await this.cases.all(text(query, 'repository')) }
  }

  /** Tests that failed and then passed on the same files, those that did it most first. `limit` 1 to 1000, default 50. */
  @Get('guards/flaky')
  async flaky(@Query() query: Record<string, unknown>) {
    const tests = await this.cases.flakyTests(text(query, 'repository'), limitIn(text(query, 'limit')))
    return { tests }
  }

  /** Whether guards can be run here, with every probe of the sandbox. */
  @Get('sandbox')
  sandbox(): SandboxState {
    return this.tested.state
  }
}

const text = (query: Record<string, unknown>, name: string): string | undefined => {
  const value = query[name]
  // Postgres refuses NUL in a text.
  if (value === undefined || (typeof value === 'string' && !value.includes('\0'))) return value
  throw new BadRequestException({ code: 'bad_request', message: `${name} must be one text` })
}

const limitIn = (value: string | undefined): number => {
  if (value === undefined) return USUAL
  if (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= MOST) return Number(value)
  throw new BadRequestException({ code: 'bad_request', message: `limit is a number from 1 to ${MOST}` })
}
