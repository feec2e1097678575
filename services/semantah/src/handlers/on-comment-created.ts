import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkComment } from '../decisions/link-pull-request.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** The issues that a comment names are linked to what it is about. */
@Controller()
export class OnCommentCreated {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('comment.created.v1')
  handle(event: MeshEvent<'comment.created.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkComment(event), delivery)
    return []
  }
}
