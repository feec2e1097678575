import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { EpicDesk } from '../io/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Problems are alike: the epics whose changes had them warn the changes that are still open at the same place. */
@Controller()
export class OnClusterFound {
  constructor(
    private readonly epics: EpicDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('cluster.found.v1')
  async handle(event: MeshEvent<'cluster.found.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { cluster, repository, label, members, events } = event.data
    const told = { cluster, repository, label, members, events, event: event.id }
    return this.epics.liken(delivery, event, told, epicRules(this.config))
  }
}
