import { Controller, Logger } from '@nestjs/common'
import type { ConfigurationRecordedV1, Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Act, Perform, PerformUnknown } from '@heimgewebe/mesh'
import { isLasting, type Judgement, judgeRun } from '../decisions/judge-run.js'
import { commandForTests } from '../decisions/pick-tests.js'
import { reportKnown, reportNotRun, reportRun, reportUnknown } from '../decisions/report-result.js'
import { CheckoutStore } from '../io/checkout-store.js'
import { GuardMetrics } from '../io/guard-metrics.js'
import { GuardRunner } from '../io/guard-runner.js'
import { RepositoryStore } from '../io/repository-store.js'
import { ResultStore } from '../io/result-store.js'
import type { Sandbox } from '../io/sandbox.js'
import { TestedSandbox } from '../io/tested-sandbox.js'

type Started = MeshEvent<'guard.started.v1'>
type Finished = Draft<'guard.finished.v1'>
type Guard = ConfigurationRecordedV1['guards'][number]

/** Carries out one guard: the command of the base branch, on the files of the change, in the sandbox or not at all. */
@Controller()
export class PerformGuardStarted {
  private readonly log = new Logger('guards')

  constructor(
    private readonly repositories: RepositoryStore,
    private readonly checkouts: CheckoutStore,
    private readonly results: ResultStore,
    private readonly tested: TestedSandbox,
    private readonly runner: GuardRunner,
    private readonly metrics: GuardMetrics,
  ) {}

  @Perform('guard.started.v1', { concurrency: 1 })
  async run(event: Started, act: Act): Promise<Draft[]> {
    const result = await this.answer(event, act.signal).catch((error: unknown) => {
      this.log.error(error)
      return reportNotRun(event, `it could not be prepared: ${error instanceof Error ? error.message : String(error)}`)
    })
    this.metrics.count(result.data)
    return [result]
  }

  @PerformUnknown('guard.started.v1')
  unknown(event: Started): Draft[] {
    const result = reportUnknown(event)
    this.metrics.count(result.data)
    return [result]
  }

  private async answer(event: Started, signal: AbortSignal): Promise<Finished> {
    const { repository, guard: name = '', base = '', sha } = event.data
    const answer = await this.tested.use()
    if ('reason' in answer) return reportNotRun(event, answer.reason)
    if (sha === undefined) return reportNotRun(event, 'the commit to check is not known')
    const guard = await this.repositories.guardAt(repository, base, name)
    if (guard === undefined) return reportNotRun(event, `guard ${name} of ${base} is no longer known`)
    const location = await this.repositories.locationOf(repository)
    if (location === undefined) return reportNotRun(event, `nobody said where ${repository} is read from`)
    await this.checkouts.fetch(repository, location, sha, signal)
    const { tests } = event.data
    const wanted =
      tests === undefined || guard.tests_command === undefined
        ? guard
        : { ...guard, command: commandForTests(guard.tests_command, tests) }
    return this.runner.within(answer.sandbox, async (folder) => {
      await this.checkouts.writeTo(folder, repository, sha, signal)
      return this.runIn(folder, event, wanted, sha, answer.sandbox, signal)
    })
  }

  private async runIn(
    folder: string,
    event: Started,
    guard: Guard,
    sha: string,
    sandbox: Sandbox,
    signal: AbortSignal,
  ): Promise<Finished> {
    const identity = await this.runner.identify(folder, event.data.repository, guard)
    const known = await this.results.find<Judgement>(identity)
    if (known) return reportKnown(event, known.judgement, known.protection, known.sha)
    const { outcome, report } = await this.runner.run(sandbox, folder, guard, signal)
    const judgement = judgeRun(outcome, report, guard)
    const { protection } = sandbox
    if (isLasting(judgement))
      // A result that cannot be kept is still the result.
      await this.results.keep(identity, { judgement, protection, sha }).catch((error: unknown) => this.log.warn(error))
    return reportRun(event, judgement, judgement.verdict === 'not_run' ? [] : protection)
  }
}
