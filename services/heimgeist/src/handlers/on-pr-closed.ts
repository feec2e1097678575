import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { counts, endingOf } from '../decisions/advice/end-advised.js'
import type { Facts } from '../decisions/epics/epic.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { followEnd } from '../decisions/epics/follow-change.js'
import { LOOP } from '../decisions/core-loop.js'
import { endFailing } from '../decisions/failures/watch-run.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AdviceStore } from '../io/advice/advice-store.js'
import { AgentFiring } from '../io/agents/agent-firing.js'
import { ChangeStore } from '../io/change-store.js'
import { FailureDesk } from '../io/failures/failure-desk.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** The change is open no more: nobody is asked about it any longer; and its agents fire. */
@Controller()
export class OnPrClosed {
  constructor(
    private readonly changes: ChangeStore,
    private readonly failures: FailureDesk,
    private readonly firing: AgentFiring,
    private readonly epics: EpicDesk,
    private readonly advice: AdviceStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('pr.closed.v1')
  async handle(event: MeshEvent<'pr.closed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { repository } = event.data
    this.changes.tell(delivery, { change: event.subject, repository, open: false })
    const over = await this.failures.watch(
      delivery,
      event,
      { repository, sha: '', change: event.subject },
      LOOP,
      (known) => endFailing(event, known),
    )
    await this.advice.close(delivery, event.subject)
    await this.advice.end(delivery, event, event.subject, endingOf(event), counts)
    const facts = followEnd(await this.epics.known<Facts>(delivery, event.subject), event)
    const followed = await this.epics.hear(delivery, event, { subject: event.subject, facts }, epicRules(this.config))
    return [...over, ...followed, ...(await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs)))]
  }
}
