import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { readIncident, repositoryOf } from '../decisions/read-incident.js'
import { IncidentAnswers } from '../io/incident-answers.js'
import { IncidentStore } from '../io/incident-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns which change caused an incident; where only the fix is told, ranks the suspects again by what it replaced. */
@Controller()
export class OnIncidentResolved {
  constructor(
    private readonly answers: IncidentAnswers,
    private readonly incidents: IncidentStore,
  ) {}

  @OnEvent('incident.resolved.v1')
  async handle(event: MeshEvent<'incident.resolved.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const { repository: named, caused_by: cause, fixed_by: fix } = event.data
    if (cause === undefined && fix === undefined) return []
    const repository = named ?? repositoryOf(cause ?? fix) ?? (await this.incidents.find(delivery, event.subject))
    return repository === undefined ? [] : this.answers.take(event, delivery, repository, readIncident(event))
  }
}
