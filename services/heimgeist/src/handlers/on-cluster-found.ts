import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { adviceRules } from '../decisions/advice/advice-rules.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { AdviceDesk } from '../io/advice/advice-desk.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Problems are alike: the epics whose changes had them warn the changes that are still open at the same place, and what is open elsewhere at that place is told too. */
@Controller()
export class OnClusterFound {
  constructor(
    private readonly epics: EpicDesk,
    private readonly advice: AdviceDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('cluster.found.v1')
  async handle(event: MeshEvent<'cluster.found.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { cluster, repository, label, members, events } = event.data
    const told = { cluster, repository, label, members, events, event: event.id }
    const warned = await this.epics.liken(delivery, event, told, epicRules(this.config))
    return [...warned, ...(await this.advice.taught(delivery, event, repository, adviceRules(this.config)))]
  }
}
