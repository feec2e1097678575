import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkPattern } from '../decisions/link-lesson.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A pattern is linked to what it was seen in. */
@Controller()
export class OnPatternLearned {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('pattern.learned.v1')
  handle(event: MeshEvent<'pattern.learned.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkPattern(event), delivery)
    return []
  }
}
