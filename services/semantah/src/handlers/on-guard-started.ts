import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkGuard } from '../decisions/link-run.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A guard run is linked to its change as soon as it begins, so that one that dies is seen. */
@Controller()
export class OnGuardStarted {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('guard.started.v1')
  handle(event: MeshEvent<'guard.started.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkGuard(event), delivery)
    return []
  }
}
