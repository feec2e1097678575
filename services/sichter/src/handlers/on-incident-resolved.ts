import { Controller } from '@nestjs/common'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import type { Judgement } from '../decisions/judgement.js'
import { askAgain } from '../decisions/suspects/ask-again.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { JudgementStore } from '../io/judgement-store.js'
import { RiskStore } from '../io/risk-store.js'
import { readIncident, repositoryOf } from '../decisions/suspects/read-incident.js'
import { IncidentStore } from '../io/incident-store.js'
import { SuspectStore } from '../io/suspect-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns which change caused an incident; where only the fix is told, ranks the suspects again by what it replaced. */
@Controller()
export class OnIncidentResolved {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly risks: RiskStore,
    private readonly incidents: IncidentStore,
    private readonly suspects: SuspectStore,
  ) {}

  @OnEvent('incident.resolved.v1')
  async handle(event: MeshEvent<'incident.resolved.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const { repository: named, caused_by: cause, fixed_by: fix } = event.data
    if (cause === undefined && fix === undefined) return []
    const repository = named ?? repositoryOf(cause ?? fix) ?? (await this.incidents.find(delivery, event.subject))
    if (repository === undefined) return []
    const news = readIncident(event)
    const { turned } = await this.judgements.take(delivery, repository, { kind: 'incident', news })
    this.risks.markBad(
      delivery,
      turned.map((bad) => ({ repository, at: event.time, ...bad })),
    )
    const answer = askAgain(await this.judgements.open(delivery, repository), repository, news.incident)
    if (answer === undefined) return []
    await this.suspects.keep(delivery, answer)
    return [draft('suspects.ranked.v1', { subject: news.incident, data: answer })]
  }
}
