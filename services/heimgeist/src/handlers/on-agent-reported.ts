import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { answerEscalation } from '../decisions/report-agent.js'
import { dayOf, momentOf } from '../decisions/tell-time.js'
import { DecisionStore } from '../io/decision-store.js'
import { LevelStore } from '../io/agents/level-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Decides about what an agent raised; a report that is only a report needs no decision. */
@Controller()
export class OnAgentReported {
  constructor(
    private readonly decisions: DecisionStore,
    private readonly levels: LevelStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('agent.reported.v1')
  async handle(event: MeshEvent<'agent.reported.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { escalated_to: to, repository } = event.data
    if (to !== 'heimgeist') return []
    const day = dayOf(momentOf(event, 0))
    const spent = repository === undefined ? undefined : await this.decisions.spent(delivery, repository, day)
    const drafts = answerEscalation(event, {
      levels: await this.levels.all(delivery),
      messagesLeft: (await this.levels.policy(delivery)).messagesPerDay - (spent?.messages ?? 0),
    })
    await this.decisions.keep(delivery, event, drafts, { day, asked: false })
    return drafts
  }
}
