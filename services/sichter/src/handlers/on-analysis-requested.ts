import { Controller } from '@nestjs/common'
import { type Draft, draft, mayOrder, type MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { analyseChange } from '../decisions/analysis/analyse-change.js'
import { coverageStep } from '../decisions/analysis/compare-coverage.js'
import { filesOf, tellAlike } from '../decisions/analysis/find-alike.js'
import type { Judgement } from '../decisions/judgement.js'
import { findChange } from '../decisions/suspects/learn-incident.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { CoverageStore } from '../io/coverage-store.js'
import { GuardStore } from '../io/guard-store.js'
import { JudgementStore } from '../io/judgement-store.js'
import { RiskStore } from '../io/risk-store.js'
import type { SichterTables } from '../io/tables.js'

/** Looks at a change again because somebody asked, and says what was found; a change that was never judged is said to be unknown. */
@Controller()
export class OnAnalysisRequested {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly risks: RiskStore,
    private readonly coverage: CoverageStore,
    private readonly guards: GuardStore,
  ) {}

  @OnEvent('analysis.requested.v1')
  async handle(event: MeshEvent<'analysis.requested.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    if (!mayOrder(event.source, 'heimgeist')) return []
    const { repository, change, depth } = event.data
    const subject = event.subject
    const known = await this.risks.find(delivery, change)
    if (known === undefined || known.assessment.repository !== repository) {
      const unknown = { text: 'it was never judged: sichter has heard of no such change', events: [event.id] }
      const data = { repository, subject: change, depth, statements: [unknown], events: [event.id] }
      return [draft('analysis.reported.v1', { subject, data })]
    }
    const { assessment, bad } = known
    const judgement = await this.judgements.open(delivery, repository)
    const own = findChange(judgement, change)
    const number = change.startsWith('pr/') ? Number(change.slice(change.lastIndexOf('/') + 1)) : undefined
    const measured = {
      ...(assessment.sha === undefined ? {} : { sha: assessment.sha }),
      ...(number === undefined ? {} : { number }),
    }
    const runs = await this.coverage.latest(delivery, repository)
    const step = coverageStep(runs, measured, (sha) => judgement.past.changeIndex.has(sha))
    const files = own === undefined ? ((await this.guards.filesOf(delivery, change)) ?? []) : filesOf(judgement, own)
    const now = Math.floor(Date.parse(known.at) / 1000)
    const compared = { title: assessment.title ?? '', files, now, ...(own === undefined ? {} : { own }) }
    const data = analyseChange(depth, {
      assessment,
      ...(bad === undefined ? {} : { bad }),
      ...(step === undefined ? {} : { coverage: step }),
      ...(depth === 'deep' ? { alike: tellAlike(judgement, compared) } : {}),
    })
    return [draft('analysis.reported.v1', { subject, data })]
  }
}
