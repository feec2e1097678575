import { Controller, Inject, Logger } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import { type Act, Perform, PerformUnknown } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { findFault, type FurtherRun, rerunsFor } from '../decisions/find-fault.js'
import {
  judgePreparation,
  keptStep,
  missingStep,
  type Preparation,
  refuseStep,
} from '../decisions/judge-preparation.js'
import { isLasting, type Judgement, judgeRun } from '../decisions/judge-run.js'
import { judgeCheck } from '../decisions/rules/judge-check.js'
import { commandForTests } from '../decisions/pick-tests.js'
import { reportKnown, reportNotRun, reportRun, reportUnknown } from '../decisions/report-result.js'
import { CheckoutStore } from '../io/checkout-store.js'
import { GuardMetrics } from '../io/guard-metrics.js'
import { GuardRunner } from '../io/guard-runner.js'
import { type Plan, Preparer } from '../io/prepare/preparer.js'
import { RecordStore } from '../io/record-store.js'
import { type GuardAt, RepositoryStore } from '../io/repository-store.js'
import { type KnownResult, ResultStore, type RunIdentity } from '../io/result-store.js'
import { CHECK_PROTECTION, RuleCheck } from '../io/rule-check.js'
import type { Sandbox } from '../io/sandbox/sandbox.js'
import type { SandboxShare } from '../io/sandbox/sandbox-types.js'
import { TestedSandbox } from '../io/sandbox/tested-sandbox.js'

type Started = MeshEvent<'guard.started.v1'>
type Finished = Draft<'guard.finished.v1'>

const MIB = 2 ** 20

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
    private readonly records: RecordStore,
    private readonly metrics: GuardMetrics,
    private readonly rules: RuleCheck,
    private readonly preparer: Preparer,
    @Inject(CONFIG) private readonly config: Config,
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
    if (name === LEARNED_RULES) return this.check(event, signal)
    const answer = await this.tested.use()
    if ('reason' in answer) return reportNotRun(event, answer.reason)
    if (sha === undefined) return reportNotRun(event, 'the commit to check is not known')
    const found = await this.repositories.guardAt(repository, base, name)
    if (found === undefined) return reportNotRun(event, `guard ${name} of ${base} is no longer known`)
    const location = await this.repositories.locationOf(repository)
    if (location === undefined) return reportNotRun(event, `nobody said where ${repository} is read from`)
    await this.checkouts.fetch(repository, location, sha, signal)
    const { guard, step } = found
    if (guard.prepare !== undefined && step === undefined) return reportRun(event, missingStep(name, guard.prepare), [])
    const { tests } = event.data
    const wanted =
      tests === undefined || guard.tests_command === undefined
        ? guard
        : { ...guard, command: commandForTests(guard.tests_command, tests) }
    const place: Place = { ...answer, event, guard: wanted, step, signal }
    const identified = await this.runOn(place, sha)
    const known = identified.known
    if (known) return reportKnown(event, known.judgement, known.protection, known.sha)
    const first = identified.judgement
    const judgement = first.verdict === 'failed' ? { ...first, ...(await this.lookAgain(place, sha, first)) } : first
    const { protection } = answer.sandbox
    if (isLasting(judgement))
      // A result that cannot be kept is still the result.
      await this.results
        .keep(identified.identity, { judgement, protection, sha })
        .catch((error: unknown) => this.log.warn(error))
    return reportRun(event, judgement, protection, identified.prepared)
  }

  /** The learned rules run nothing of the change, so they need no sandbox: they read it. */
  private async check(event: Started, signal: AbortSignal): Promise<Finished> {
    const { repository, base, sha } = event.data
    if (sha === undefined) return reportNotRun(event, 'the commit to check is not known')
    const location = await this.repositories.locationOf(repository)
    if (location === undefined) return reportNotRun(event, `nobody said where ${repository} is read from`)
    const commit = { repository, location, sha, ...(base === undefined ? {} : { base }) }
    const seen = await this.rules.run(commit, signal)
    return reportRun(event, judgeCheck(seen), CHECK_PROTECTION)
  }

  /** Runs a guard on the files of a commit; what is known of the same run before is given beside it, or in its place. */
  private async runOn(place: Place, sha: string, useKnown = true): Promise<Ran> {
    const { event, guard, step, sandbox, signal } = place
    const { repository, base = '' } = event.data
    return this.runner.within(sandbox, async (folder) => {
      await this.checkouts.writeTo(folder, repository, sha, signal)
      const plan = step && (await this.preparer.plan(sandbox, { repository, step, sha, base }))
      const identity = await this.runner.identify(folder, repository, guard, plan?.key)
      const known = useKnown ? await this.results.find<Judgement>(identity) : undefined
      if (known) return { identity, known, judgement: known.judgement }
      const { told: prepared, judgement, shares } = plan ? await this.prepare(plan, place, folder) : NOTHING
      if (judgement !== undefined) return { identity, known: undefined, judgement, prepared }
      const { outcome, report } = await this.runner.run(sandbox, folder, guard, signal, shares)
      return { identity, known: undefined, judgement: judgeRun(outcome, report, guard), prepared }
    })
  }

  /** Brings what a guard needs into the folder of its run: what was made before, else what the step makes now. */
  private async prepare(plan: Plan, { sandbox, hasDoor, signal }: Place, folder: string): Promise<Brought> {
    const kept = await this.preparer.find(sandbox, plan)
    if (kept !== undefined)
      return { ...keptStep(plan, kept.bytes), shares: await this.preparer.place(sandbox, plan, kept, folder) }
    const refused = refuseStep(plan, hasDoor)
    if (refused !== undefined) return refused
    const attempt = this.preparer.recentFailure(plan) ?? (await this.preparer.make(sandbox, plan, signal))
    const preparation = judgePreparation(plan, attempt, this.config.prepareFetchBytes / MIB)
    if (attempt.made === undefined) return preparation
    return { ...preparation, shares: await this.preparer.place(sandbox, plan, attempt.made, folder) }
  }

  /** Looks for a second signal before a change is blamed: again alone, and without the change. */
  private async lookAgain(place: Place, sha: string, first: Judgement): Promise<Partial<Judgement>> {
    if (this.config.reruns === 0) return {}
    const { repository, change, guard = '', base = '' } = place.event.data
    const tests = (first.failures ?? []).map(({ name }) => name)
    const history = await this.records.historyOf(repository, guard, tests)
    const elsewhere = await this.records.elsewhere(repository, guard, change, tests)
    const reruns: FurtherRun[] = []
    for (let again = rerunsFor(history, this.config.reruns); again > 0; again--) {
      const { judgement } = await this.runOn(place, sha, false)
      reruns.push({ judgement, sha })
      // One run that passes settles it.
      if (judgement.verdict !== 'failed') break
    }
    const isSettled = reruns.some(({ judgement }) => judgement.verdict === 'passed')
    const from = isSettled ? undefined : await this.checkouts.before(repository, sha, base)
    const before = from === undefined ? undefined : { judgement: (await this.runOn(place, from)).judgement, sha: from }
    return findFault(first, { reruns, before, history, elsewhere })
  }
}

/** One guard to run, and where. */
interface Place extends GuardAt {
  readonly event: Started
  readonly sandbox: Sandbox
  readonly hasDoor: boolean
  readonly signal: AbortSignal
}

interface Ran {
  readonly identity: RunIdentity
  readonly known: KnownResult<Judgement> | undefined
  readonly judgement: Judgement
  /** What became of its step, where it has one. */
  readonly prepared?: Preparation['told'] | undefined
}

/** What a guard was brought; with a judgement it cannot run. */
type Brought = Partial<Preparation> & { readonly shares?: readonly SandboxShare[] }

const NOTHING: Brought = {}
