import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkEpic } from '../decisions/link-epic.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** An epic joins the graph. */
@Controller()
export class OnEpicOpened {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('epic.opened.v1')
  handle(event: MeshEvent<'epic.opened.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkEpic(event), delivery)
    return []
  }
}
