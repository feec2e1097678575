import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkRetirement } from '../decisions/link-lesson.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A rule is in force no longer. */
@Controller()
export class OnRuleRetired {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('rule.retired.v1')
  handle(event: MeshEvent<'rule.retired.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkRetirement(event), delivery)
    return []
  }
}
