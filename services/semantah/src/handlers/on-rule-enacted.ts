import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkEnactment } from '../decisions/link-lesson.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A rule is in force. */
@Controller()
export class OnRuleEnacted {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('rule.enacted.v1')
  handle(event: MeshEvent<'rule.enacted.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkEnactment(event), delivery)
    return []
  }
}
