import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkIssueClosure } from '../decisions/link-repository.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A closed issue is marked so. */
@Controller()
export class OnIssueClosed {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('issue.closed.v1')
  handle(event: MeshEvent<'issue.closed.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkIssueClosure(event), delivery)
    return []
  }
}
