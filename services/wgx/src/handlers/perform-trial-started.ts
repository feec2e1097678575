import { Controller, Logger } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Act, Perform, PerformUnknown } from '@heimgewebe/mesh'
import { judgeRun } from '../decisions/judge-run.js'
import { reportLostTrial, reportNoTrial, reportTrial } from '../decisions/report-trial.js'
import { CheckoutStore } from '../io/checkout-store.js'
import { GuardRunner } from '../io/guard-runner.js'
import { RepositoryStore } from '../io/repository-store.js'
import { TestedSandbox } from '../io/sandbox/tested-sandbox.js'

type Started = MeshEvent<'trial.started.v1'>
type Finished = Draft<'trial.finished.v1'>

/** Carries out one run for a proof: a person's command on the files of a commit, in the sandbox or not at all. */
@Controller()
export class PerformTrialStarted {
  private readonly log = new Logger('proofs')

  constructor(
    private readonly repositories: RepositoryStore,
    private readonly checkouts: CheckoutStore,
    private readonly tested: TestedSandbox,
    private readonly runner: GuardRunner,
  ) {}

  @Perform('trial.started.v1', { concurrency: 1 })
  async run(event: Started, act: Act): Promise<Draft[]> {
    return [
      await this.answer(event, act.signal).catch((error: unknown) => {
        this.log.warn(error)
        return reportNoTrial(event, error instanceof Error ? error.message : String(error))
      }),
    ]
  }

  @PerformUnknown('trial.started.v1')
  unknown(event: Started): Draft[] {
    return [reportLostTrial(event)]
  }

  private async answer(event: Started, signal: AbortSignal): Promise<Finished> {
    const { repository, suspect, what, onto = suspect, command, time_limit_seconds, memory_limit_mib } = event.data
    const answer = await this.tested.use()
    if ('reason' in answer) return reportNoTrial(event, answer.reason)
    const location = await this.repositories.locationOf(repository)
    if (location === undefined) return reportNoTrial(event, `nobody said where ${repository} is read from`)
    await this.checkouts.fetch(repository, location, suspect, signal)
    const sha = await this.checkouts.commitFor(repository, { what, suspect, onto }, signal)
    const limits = { time_limit_seconds, memory_limit_mib }
    return this.runner.within(answer.sandbox, async (folder) => {
      await this.checkouts.writeTo(folder, repository, sha, signal)
      const { outcome, report } = await this.runner.run(answer.sandbox, folder, { command, ...limits }, signal)
      return reportTrial(event, judgeRun(outcome, report, limits), answer.sandbox.protection)
    })
  }
}
