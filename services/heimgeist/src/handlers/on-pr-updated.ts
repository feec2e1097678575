import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AgentFiring } from '../io/agent-firing.js'
import { ChangeStore } from '../io/change-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Learns the head of a proposed change, so that a command about it works before it is judged, and fires its agents. */
@Controller()
export class OnPrUpdated {
  constructor(
    private readonly changes: ChangeStore,
    private readonly firing: AgentFiring,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('pr.updated.v1')
  handle(event: MeshEvent<'pr.updated.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { subject, data } = event
    this.changes.tell(delivery, { change: subject, repository: data.repository, sha: data.head, open: true })
    return this.firing.of(delivery, event, firingRules(this.config.liveWindowMs))
  }
}
