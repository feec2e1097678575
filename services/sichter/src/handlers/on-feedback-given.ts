import { Controller } from '@nestjs/common'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import type { Judgement } from '../decisions/judgement.js'
import type { IncidentNews } from '../decisions/suspects/learn-incident.js'
import { askAgain } from '../decisions/suspects/ask-again.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { JudgementStore } from '../io/judgement-store.js'
import { RiskStore } from '../io/risk-store.js'
import { repositoryOf } from '../decisions/suspects/read-incident.js'
import { IncidentStore } from '../io/incident-store.js'
import { SuspectStore } from '../io/suspect-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns from a person who confirms or denies a suspect of an incident; where no change is named, the first one is meant. */
@Controller()
export class OnFeedbackGiven {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly risks: RiskStore,
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
    const news: IncidentNews = {
      incident,
      event: event.id,
      time: Math.floor(Date.parse(event.time) / 1000),
      files: [],
      ...(verdict === 'confirm' ? { cause: meant } : { denied: meant }),
    }
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
