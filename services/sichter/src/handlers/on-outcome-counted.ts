import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import type { Judgement } from '../decisions/judgement.js'
import type { Input, Taken } from '../decisions/take-input.js'
import { JudgementStore } from '../io/judgement-store.js'
import type { SichterTables } from '../io/tables.js'

/** Learns how an area, or the repository, has done so far. */
@Controller()
export class OnOutcomeCounted {
  constructor(private readonly judgements: JudgementStore<Judgement, Input, Taken>) {}

  @OnEvent('outcome.counted.v1')
  async handle(event: MeshEvent<'outcome.counted.v1'>, delivery: Delivery<SichterTables>): Promise<Draft[]> {
    if (event.data.scope === 'rule') return []
    await this.judgements.take(delivery, event.data.repository, { kind: 'count', count: event.data, event: event.id })
    return []
  }
}
