import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { epicRules, isFromOutside } from '../decisions/epics/epic-rules.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** A link that somebody outside took out; what was decided here is known already. */
@Controller()
export class OnEpicUnlinked {
  constructor(
    private readonly epics: EpicDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('epic.unlinked.v1')
  async handle(event: MeshEvent<'epic.unlinked.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (!isFromOutside(event)) return []
    return this.epics.change(delivery, event, [event], epicRules(this.config))
  }
}
