import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { AgentStore } from '../io/agents/agent-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** An agent fires no more from the next event on. */
@Controller()
export class OnAgentRemoved {
  constructor(private readonly agents: AgentStore) {}

  @OnEvent('agent.removed.v1')
  async handle({ source, data }: MeshEvent<'agent.removed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (mayOrder(source)) await this.agents.remove(delivery, data.agent)
    return []
  }
}
