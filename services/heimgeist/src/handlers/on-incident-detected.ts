import { Controller, Inject } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { CONFIG, type Config } from '../config.js'
import type { Facts } from '../decisions/epics/epic.js'
import { epicRules } from '../decisions/epics/epic-rules.js'
import { followThing } from '../decisions/epics/follow-thing.js'
import { nameEpics } from '../decisions/epics/name-epics.js'
import { firingRules } from '../decisions/firing-rules.js'
import { AgentFiring } from '../io/agents/agent-firing.js'
import { EpicDesk } from '../io/epics/epic-desk.js'
import { IncidentStore } from '../io/failures/incident-store.js'
import type { HeimgeistTables } from '../io/tables.js'

/** Remembers it for whoever asks why, follows the epics that it belongs to, and fires the agents that wait for it. */
@Controller()
export class OnIncidentDetected {
  constructor(
    private readonly firing: AgentFiring,
    private readonly epics: EpicDesk,
    private readonly incidents: IncidentStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @OnEvent('incident.detected.v1')
  async handle(event: MeshEvent<'incident.detected.v1'>, delivery: Delivery<HeimgeistTables>): Promise<Draft[]> {
    const { subject, data } = event
    await this.incidents.report(delivery, subject, event.id, data.repository)
    const facts = followThing(await this.epics.known<Facts>(delivery, subject), event)
    // Its title alone: a report may hold whole logs.
    const { names } = nameEpics(data.title, data.repository ?? null)
    const followed = await this.epics.hear(delivery, event, { subject, facts, names }, epicRules(this.config))
    return [...followed, ...(await this.firing.of(delivery, event, firingRules(this.config.liveWindowMs)))]
  }
}
