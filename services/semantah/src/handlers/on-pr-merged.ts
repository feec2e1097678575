import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkMerge } from '../decisions/link-pull-request.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A merged change is linked to the commits that came of it. */
@Controller()
export class OnPrMerged {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('pr.merged.v1')
  handle(event: MeshEvent<'pr.merged.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkMerge(event), delivery)
    return []
  }
}
