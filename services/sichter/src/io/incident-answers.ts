import { Injectable } from '@nestjs/common'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import type { Delivery } from '@heimgewebe/mesh'
import type { Judgement } from '../decisions/judgement.js'
import type { IncidentNews } from '../decisions/learn-incident.js'
import { nameSuspects } from '../decisions/name-suspects.js'
import { rankSuspects } from '../decisions/rank-suspects.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { JudgementStore } from './judgement-store.js'
import { RiskStore } from './risk-store.js'
import { SuspectStore } from './suspect-store.js'
import type { SichterTables } from './tables.js'

/** What became known of an incident after it was reported: learned from, and answered anew while its cause is open. */
@Injectable()
export class IncidentAnswers {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly risks: RiskStore,
    private readonly suspects: SuspectStore,
  ) {}

  /** Takes the news in; gives a new answer where a denial or a fix changed what is known. */
  async take(
    event: MeshEvent,
    delivery: Delivery<SichterTables>,
    repository: string,
    news: IncidentNews,
  ): Promise<Draft[]> {
    const { turned } = await this.judgements.take(delivery, repository, { kind: 'incident', news })
    this.risks.markBad(
      delivery,
      turned.map((bad) => ({ repository, at: event.time, ...bad })),
    )
    if (news.cause !== undefined) return []
    const judgement = await this.judgements.open(delivery, repository)
    const report = judgement.suspects.reports.get(news.incident)
    if (report === undefined) return []
    const ranking = rankSuspects(judgement, report)
    const data = nameSuspects(judgement, ranking, { repository, incident: news.incident, text: report.text })
    await this.suspects.keep(delivery, data)
    return [draft('suspects.ranked.v1', { subject: news.incident, data })]
  }
}
