import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { LOOP } from '../decisions/core-loop.js'
import { endFailing } from '../decisions/failures/watch-run.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AgentFiring } from '../io/agent-firing.js'
import { ChangeStore } from '../io/change-store.js'
import { FailureDesk } from '../io/failure-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** The change is open no more: nobody is asked about it any longer; and its agents fire. */
@Controller()
export class OnPrMerged {
  constructor(
    private readonly changes: ChangeStore,
    private readonly failures: FailureDesk,
    private readonly firing: AgentFiring,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('pr.merged.v1')
  async handle(event: MeshEvent<'pr.merged.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository } = event.data
    this.changes.tell(delivery, { change: event.subject, repository, open: false })
    const over = await this.failures.watch(
      delivery,
      event,
      { repository, sha: '', change: event.subject },
      LOOP,
      (known) => endFailing(event, known),
    )
    return [...over, ...(await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs)))]
  }
}
