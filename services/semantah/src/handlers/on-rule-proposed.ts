import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkProposal } from '../decisions/link-lesson.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A rule is linked to the pattern that it comes from. */
@Controller()
export class OnRuleProposed {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('rule.proposed.v1')
  handle(event: MeshEvent<'rule.proposed.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkProposal(event), delivery)
    return []
  }
}
