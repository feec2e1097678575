import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import type { Facts } from '../decisions/epics/epic.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { followProposal, textOf } from '../decisions/epics/follow-change.js'
import { nameEpics } from '../decisions/epics/name-epics.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AdviceStore } from '../io/advice/advice-store.js'
import { AgentFiring } from '../io/agents/agent-firing.js'
import { ChangeStore } from '../io/change-store.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Learns the head of a proposed change, so that a command about it works before it is judged, and fires its agents. */
@Controller()
export class OnPrOpened {
  constructor(
    private readonly changes: ChangeStore,
    private readonly firing: AgentFiring,
    private readonly epics: EpicDesk,
    private readonly advice: AdviceStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('pr.opened.v1')
  async handle(event: MeshEvent<'pr.opened.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { subject, data } = event
    this.changes.tell(delivery, { change: subject, repository: data.repository, sha: data.head, open: true })
    const facts = followProposal(await this.epics.known<Facts>(delivery, subject), event)
    if (facts.state?.is === 'open') await this.advice.propose(delivery, subject, Date.parse(event.time), textOf(data))
    const { names } = nameEpics(textOf(data), data.repository)
    const followed = await this.epics.hear(delivery, event, { subject, facts, names }, epicRules(this.config))
    return [...followed, ...(await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs)))]
  }
}
