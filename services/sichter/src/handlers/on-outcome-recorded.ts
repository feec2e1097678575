import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import type { Judgement } from '../decisions/judgement.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { JudgementStore } from '../io/judgement-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns that a guard or CI failed for a change. */
@Controller()
export class OnOutcomeRecorded {
  constructor(private readonly judgements: JudgementStore<Judgement, Input, Taken>) {}

  @OnEvent('outcome.recorded.v1')
  async handle(event: MeshEvent<'outcome.recorded.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    const { kind, repository } = event.data
    if (kind !== 'guard_failed' && kind !== 'ci_failed') return []
    await this.judgements.take(delivery, repository, { kind: 'outcome', outcome: event.data, event: event.id })
    return []
  }
}
