import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkReview } from '../decisions/link-pull-request.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A reviewer is linked to what was reviewed. */
@Controller()
export class OnPrReviewed {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('pr.reviewed.v1')
  handle(event: MeshEvent<'pr.reviewed.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkReview(event), delivery)
    return []
  }
}
