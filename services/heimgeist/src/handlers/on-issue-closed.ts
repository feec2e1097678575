import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import type { Facts } from '../decisions/epics/epic.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { followThing } from '../decisions/epics/follow-thing.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** The epics of an issue learn that it is done. */
@Controller()
export class OnIssueClosed {
  constructor(
    private readonly epics: EpicDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('issue.closed.v1')
  async handle(event: MeshEvent<'issue.closed.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { subject } = event
    const facts = followThing(await this.epics.known<Facts>(delivery, subject), event)
    return this.epics.hear(delivery, event, { subject, facts }, epicRules(this.config))
  }
}
