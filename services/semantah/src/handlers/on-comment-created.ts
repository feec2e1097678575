import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { describeComment } from '../decisions/describe-document.js'
import { linkComment } from '../decisions/link-pull-request.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import type { Tables } from '../io/tables.js'

/** The issues that a comment names are linked to what it is about. */
@Controller()
export class OnCommentCreated {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
  ) {}

  @OnEvent('comment.created.v1')
  handle(event: MeshEvent<'comment.created.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkComment(event), delivery)
    this.search.add(event, describeComment(event), delivery)
    return []
  }
}
