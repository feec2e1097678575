import { readDefinition } from '@heimgewebe/agents'
import { Controller } from '@nestjs/common'
import { type Draft, type MeshEvent, mayOrder } from '@heimgewebe/contracts'
import { type Delivery, OnEvent, PoisonMessageError } from '@heimgewebe/mesh'
import { AgentStore } from '../io/agents/agent-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** An agent acts from the next event on, without a restart. What cannot be read is set aside with the field named. */
@Controller()
export class OnAgentRegistered {
  constructor(private readonly agents: AgentStore) {}

  @OnEvent('agent.registered.v1')
  async handle(event: MeshEvent<'agent.registered.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (!mayOrder(event.source)) return []
    const { agent, definition } = event.data
    const reading = readDefinition(definition)
    const problems = reading.ok ? [] : reading.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
    if (!reading.ok) throw new PoisonMessageError(`agent ${agent} cannot be read: ${problems.join('; ')}`)
    if (reading.agent.name !== agent)
      throw new PoisonMessageError(`agent ${agent} has a definition of ${reading.agent.name}`)
    await this.agents.register(delivery, event, reading.agent)
    return []
  }
}
