import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { unlinkMember } from '../decisions/link-epic.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** What was taken out of an epic belongs to it no more. */
@Controller()
export class OnEpicUnlinked {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('epic.unlinked.v1')
  handle(event: MeshEvent<'epic.unlinked.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, unlinkMember(event), delivery)
    return []
  }
}
