import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkMember } from '../decisions/link-epic.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A change is linked to its epic. */
@Controller()
export class OnEpicLinked {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('epic.linked.v1')
  handle(event: MeshEvent<'epic.linked.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkMember(event), delivery)
    return []
  }
}
