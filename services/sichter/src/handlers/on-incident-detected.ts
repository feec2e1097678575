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

/** Learns which files an incident involves, and which change is named as its cause. */
@Controller()
export class OnIncidentDetected {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly incidents: IncidentStore,
    private readonly risks: RiskStore,
  ) {}

  @OnEvent('incident.detected.v1')
  async handle(event: MeshEvent<'incident.detected.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const repository = event.data.repository ?? repositoryOf(event.data.caused_by)
    if (repository === undefined) return []
    await this.incidents.keep(delivery, event.subject, repository)
    const input: Input = { kind: 'incident', news: readIncident(event) }
    const { turned } = await this.judgements.take(delivery, repository, input)
    this.risks.markBad(
      delivery,
      turned.map((bad) => ({ repository, at: event.time, ...bad })),
    )
    return []
  }
}
