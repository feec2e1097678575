import { Controller } from '@nestjs/common'
import { type Draft, draft, type MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { evaluate } from '../decisions/evaluate.js'
import type { Judgement } from '../decisions/judgement.js'
import { readCommit } from '../decisions/past/read-change.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { JudgementStore } from '../io/judgement-store.js'
import { RiskStore } from '../io/risk-store.js'
import type { SichterTables } from '../io/tables.js'

/** Judges a commit, and learns from it what became of earlier ones. Merges repeat what their commits said. */
@Controller()
export class OnChangeRecorded {
  constructor(
    private readonly judgements: JudgementStore<Judgement, Input, Taken>,
    private readonly risks: RiskStore,
  ) {}

  @OnEvent('change.recorded.v1')
  async handle(event: MeshEvent<'change.recorded.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const { repository, parents, sha, committed_at: at } = event.data
    if (parents.length > 1) return []
    const judgement = await this.judgements.open(delivery, repository)
    if (judgement.past.changeIndex.has(sha)) return []
    const input: Input = { kind: 'change', change: readCommit(event) }
    const { verdict, turned } = await this.judgements.take(delivery, repository, input)
    this.risks.markBad(
      delivery,
      turned.map((bad) => ({ repository, at, ...bad })),
    )
    this.risks.evaluate(delivery, repository, () => evaluate(judgement))
    if (!verdict) return []
    const assessment = { repository, ...verdict.data }
    this.risks.keep(delivery, {
      position: event.position,
      at,
      scorePercentile: verdict.seen.percentile,
      assessment,
    })
    return [draft('risk.assessed.v1', { subject: event.data.change, data: assessment })]
  }
}
