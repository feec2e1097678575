import { Controller } from '@nestjs/common'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { analyseIncident } from '../decisions/analysis/analyse-incident.js'
import type { Judgement } from '../decisions/judgement.js'
import { reportOf } from '../decisions/suspects/learn-incident.js'
import { nameSuspects } from '../decisions/suspects/name-suspects.js'
import { rankSuspects } from '../decisions/suspects/rank-suspects.js'
import { readIncident, repositoryOf } from '../decisions/suspects/read-incident.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { CoverageStore } from '../io/coverage-store.js'
import { IncidentStore } from '../io/incident-store.js'
import { JudgementStore } from '../io/judgement-store.js'
import { RiskStore } from '../io/risk-store.js'
import { SuspectStore } from '../io/suspect-store.js'
import type { SichterTables } from '../io/tables.js'

/** Ranks the changes that may be behind an incident and looks closer at the first of them, then learns which files it involves and which change is named as its cause. */
@Controller()
export class OnIncidentDetected {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly incidents: IncidentStore,
    private readonly risks: RiskStore,
    private readonly suspects: SuspectStore,
    private readonly coverage: CoverageStore,
  ) {}

  @OnEvent('incident.detected.v1')
  async handle(event: MeshEvent<'incident.detected.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const repository = event.data.repository ?? repositoryOf(event.data.caused_by)
    if (repository === undefined) return []
    await this.incidents.keep(delivery, event.subject, repository)
    const news = readIncident(event)
    const report = reportOf(news)
    const judgement = await this.judgements.open(delivery, repository)
    const ranking = rankSuspects(judgement, report)
    const data = nameSuspects(judgement, ranking, { repository, incident: event.subject, text: report.text })
    const input: Input = { kind: 'incident', news }
    const { turned } = await this.judgements.take(delivery, repository, input, true)
    this.risks.markBad(
      delivery,
      turned.map((bad) => ({ repository, at: event.time, ...bad })),
    )
    await this.suspects.keep(delivery, data)
    const ranked = draft('suspects.ranked.v1', { subject: event.subject, data })
    if (data.answer !== 'suspects') return [ranked]
    const found = analyseIncident(judgement, data, await this.coverage.latest(delivery, repository))
    return found ? [ranked, draft('analysis.reported.v1', { subject: event.subject, data: found })] : [ranked]
  }
}
