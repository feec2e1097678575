import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkOutcome } from '../decisions/link-outcome.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** What became of a change is linked, as heimlern concluded it. */
@Controller()
export class OnOutcomeRecorded {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('outcome.recorded.v1')
  handle(event: MeshEvent<'outcome.recorded.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkOutcome(event), delivery)
    return []
  }
}
