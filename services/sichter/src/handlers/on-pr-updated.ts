import { Controller } from '@nestjs/common'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { judgeProposal } from '../decisions/judge-proposal.js'
import type { Judgement } from '../decisions/judgement.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { JudgementStore } from '../io/judgement-store.js'
import { RiskStore } from '../io/risk-store.js'
import type { SichterTables } from '../io/tables.js'

/** Judges a proposed change by its files, as they are now. Nothing is learned from it before it is a commit. */
@Controller()
export class OnPrUpdated {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly risks: RiskStore,
  ) {}

  @OnEvent('pr.updated.v1')
  async handle(event: MeshEvent<'pr.updated.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const { repository } = event.data
    const judgement = await this.judgements.open(delivery, repository)
    const { data, seen } = judgeProposal(judgement, event)
    const assessment = { repository, ...data }
    this.risks.keep(delivery, {
      position: event.position,
      at: event.time,
      scorePercentile: seen.percentile,
      assessment,
    })
    return [draft('risk.assessed.v1', { subject: event.subject, data: assessment })]
  }
}
