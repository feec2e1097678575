import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { reportAgent } from '../decisions/report-agent.js'
import { AgentStore } from '../io/agents/agent-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Gathers the results of a firing; the last one makes the report. */
@Controller()
export class OnToolFinished {
  constructor(private readonly agents: AgentStore) {}

  @OnEvent('tool.finished.v1')
  async handle(event: MeshEvent<'tool.finished.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { tool, verdict, findings = [] } = event.data
    const done = await this.agents.result(delivery, event, { tool, verdict, findings: findings.length })
    if (!done) return []
    const report = reportAgent(event, { ...done, escalateTo: done.escalate_to })
    await this.agents.reported(delivery, done.agent, done.trigger, report.id!, report.data.outcome)
    return [report]
  }
}
