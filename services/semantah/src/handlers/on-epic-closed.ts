import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkEpicEnd } from '../decisions/link-epic.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** An epic is over in the graph, too. */
@Controller()
export class OnEpicClosed {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('epic.closed.v1')
  handle(event: MeshEvent<'epic.closed.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkEpicEnd(event), delivery)
    return []
  }
}
