import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { LEARNED_RULES } from '@heimgewebe/decider'
import { OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { proposeRetirement, weighGuard } from '../decisions/weigh-guard.js'
import { CaseStore } from '../io/case-store.js'
import { RecordStore } from '../io/record-store.js'
import type { WgxDelivery } from '../io/repository-store.js'
import { RunStore } from '../io/run-store.js'

/** Keeps the result of a guard for those who ask, counts what the guard is worth, and proposes to retire one that does not pay. */
@Controller()
export class OnGuardFinished {
  constructor(
    private readonly runs: RunStore,
    private readonly records: RecordStore,
    private readonly cases: CaseStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('guard.finished.v1')
  async handle(event: MeshEvent<'guard.finished.v1'>, delivery: WgxDelivery): Promise<Draft[]> {
    await this.runs.keepFinished(delivery, event)
    // heimlern measures the learned rules, each for itself, and retires them.
    if (event.data.guard === LEARNED_RULES) return []
    await this.records.keep(delivery, event)
    await this.cases.keepResult(delivery, event)
    return this.weigh(event, delivery)
  }

  private async weigh(
    { data: { repository, guard } }: MeshEvent<'guard.finished.v1'>,
    delivery: WgxDelivery,
  ): Promise<Draft[]> {
    const found = guard === '' ? undefined : await this.cases.countOf(delivery, repository, guard)
    if (found === undefined) return []
    const worth = weighGuard(found.count, this.config.weakRuns)
    const isNew = await this.cases.keepWorth(delivery, repository, guard, worth)
    const [first, ...others] = found.events
    return isNew && first !== undefined ? [proposeRetirement(found.count, worth, [first, ...others])] : []
  }
}
