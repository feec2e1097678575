import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AgentFiring } from '../io/agent-firing.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Fires the agents that wait for it. */
@Controller()
export class OnCiResult {
  constructor(
    private readonly firing: AgentFiring,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('ci.result.v1')
  handle(event: MeshEvent<'ci.result.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    return this.firing.of(delivery, event, firingRules(this.config.liveWindowMs))
  }
}
