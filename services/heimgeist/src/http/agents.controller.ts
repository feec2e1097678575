import { Controller, Get, NotFoundException, Param } from '@nestjs/common'
import { Needs } from '@heimgewebe/mesh'
import { AgentStore } from '../io/agents/agent-store.js'

/** Agents, for people and tools. */
@Controller('agents')
@Needs('read')
export class AgentsController {
  constructor(private readonly agents: AgentStore) {}

  /** Every agent that was ever registered, with its scorecard. */
  @Get()
  async all() {
    return { agents: await this.agents.list() }
  }

  /** One agent by its name. */
  @Get(':name')
  async one(@Param('name') name: string) {
    const [agent] = await this.agents.list(name)
    if (!agent) throw new NotFoundException({ code: 'not_found', message: `there is no agent ${name.slice(0, 100)}` })
    return agent
  }
}
