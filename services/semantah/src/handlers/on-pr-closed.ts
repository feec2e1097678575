import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkClosure } from '../decisions/link-pull-request.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A change that was given up is marked so. */
@Controller()
export class OnPrClosed {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('pr.closed.v1')
  handle(event: MeshEvent<'pr.closed.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkClosure(event), delivery)
    return []
  }
}
