import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import { epicRules, isFromOutside } from '../decisions/epics/epic-rules.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** An epic that somebody outside opened; what was decided here is known already. */
@Controller()
export class OnEpicOpened {
  constructor(
    private readonly epics: EpicDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('epic.opened.v1')
  async handle(event: MeshEvent<'epic.opened.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    if (!isFromOutside(event)) return []
    return this.epics.change(delivery, event, [event], epicRules(this.config))
  }
}
