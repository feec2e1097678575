import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AgentFiring } from '../io/agents/agent-firing.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Fires the agents that wait for it. */
@Controller()
export class OnPushReceived {
  constructor(
    private readonly firing: AgentFiring,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('push.received.v1')
  handle(event: MeshEvent<'push.received.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    return this.firing.of(delivery, event, firingRules(this.config.liveWindowMs))
  }
}
