import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import type { Judgement } from '../decisions/judgement.js'
import { readIncident, repositoryOf } from '../decisions/read-incident.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { IncidentStore } from '../io/incident-store.js'
import { JudgementStore } from '../io/judgement-store.js'
import { RiskStore } from '../io/risk-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns which change caused an incident, as a person confirmed it. */
@Controller()
export class OnIncidentResolved {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly incidents: IncidentStore,
    private readonly risks: RiskStore,
  ) {}

  @OnEvent('incident.resolved.v1')
  async handle(event: MeshEvent<'incident.resolved.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const { repository: named, caused_by: cause } = event.data
    if (cause === undefined) return []
    const repository = named ?? repositoryOf(cause) ?? (await this.incidents.find(delivery, event.subject))
    if (repository === undefined) return []
    const input: Input = { kind: 'incident', news: readIncident(event) }
    const { turned } = await this.judgements.take(delivery, repository, input)
    this.risks.markBad(
      delivery,
      turned.map((bad) => ({ repository, at: event.time, ...bad })),
    )
    return []
  }
}
