import { Controller, Inject, Logger } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Act, Perform, PerformUnknown } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { reportTool, reportToolRun } from '../decisions/report-tool.js'
import { CheckoutStore } from '../io/checkout-store.js'
import { GuardRunner } from '../io/guard-runner.js'
import { RepositoryStore } from '../io/repository-store.js'
import { TestedSandbox } from '../io/sandbox/tested-sandbox.js'

type Started = MeshEvent<'tool.started.v1'>

/** Runs the tool of an agent on the files of the change, in the sandbox or not at all. One at a time, so in their order. */
@Controller()
export class PerformToolStarted {
  private readonly log = new Logger('tools')

  constructor(
    private readonly repositories: RepositoryStore,
    private readonly checkouts: CheckoutStore,
    private readonly tested: TestedSandbox,
    private readonly runner: GuardRunner,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Perform('tool.started.v1', { concurrency: 1 })
  async run(event: Started, { signal }: Act): Promise<Draft[]> {
    const result = await this.answer(event, signal).catch((error: unknown) => {
      this.log.error(error)
      const why = error instanceof Error ? error.message : String(error)
      return reportTool(event, { verdict: 'not_run', reason: `it could not be prepared: ${why}` })
    })
    return [result]
  }

  @PerformUnknown('tool.started.v1')
  unknown(event: Started): Draft[] {
    return [
      reportTool(event, { verdict: 'unknown', reason: 'wgx ended in the middle of the run; it was not repeated' }),
    ]
  }

  private async answer(event: Started, signal: AbortSignal): Promise<Draft> {
    const { command, repository, sha } = event.data
    const notRun = (reason: string): Draft => reportTool(event, { verdict: 'not_run', reason })
    const answer = await this.tested.use()
    if ('reason' in answer) return notRun(answer.reason)
    if (sha === undefined) return notRun('the commit to check is not known')
    const location = await this.repositories.locationOf(repository)
    if (location === undefined) return notRun(`nobody said where ${repository} is read from`)
    await this.checkouts.fetch(repository, location, sha, signal)
    const limits = { time_limit_seconds: this.config.toolSeconds, memory_limit_mib: this.config.toolMemoryMib }
    return this.runner.within(answer.sandbox, async (folder) => {
      await this.checkouts.writeTo(folder, repository, sha, signal)
      const { outcome } = await this.runner.run(answer.sandbox, folder, { command, ...limits }, signal)
      return reportToolRun(event, outcome, limits, answer.sandbox.protection)
    })
  }
}
