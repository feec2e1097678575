import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { repositoryOf } from '../decisions/read-incident.js'
import { IncidentAnswers } from '../io/incident-answers.js'
import { IncidentStore } from '../io/incident-store.js'
import { SuspectStore } from '../io/suspect-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns from a person who confirms or denies a suspect of an incident; where no change is named, the first one is meant. */
@Controller()
export class OnFeedbackGiven {
  constructor(
    private readonly answers: IncidentAnswers,
    private readonly incidents: IncidentStore,
    private readonly suspects: SuspectStore,
  ) {}

  @OnEvent('feedback.given.v1')
  async handle(event: MeshEvent<'feedback.given.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const { subject: incident = '', verdict, change, repository: named } = event.data
    if (!incident.startsWith('incident/') || (verdict !== 'confirm' && verdict !== 'deny')) return []
    const meant = change ?? (await this.suspects.find(delivery, incident))?.suspects[0]?.change
    const repository = named ?? repositoryOf(meant) ?? (await this.incidents.find(delivery, incident))
    if (meant === undefined || repository === undefined) return []
    return this.answers.take(event, delivery, repository, {
      incident,
      event: event.id,
      time: Math.floor(Date.parse(event.time) / 1000),
      files: [],
      ...(verdict === 'confirm' ? { cause: meant } : { denied: meant }),
    })
  }
}
