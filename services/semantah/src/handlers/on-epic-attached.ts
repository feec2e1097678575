import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkMember } from '../decisions/link-epic.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** An issue or incident is linked to its epic. */
@Controller()
export class OnEpicAttached {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('epic.attached.v1')
  handle(event: MeshEvent<'epic.attached.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkMember(event), delivery)
    return []
  }
}
