import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkGuard } from '../decisions/link-run.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A guard run gets its verdict. */
@Controller()
export class OnGuardFinished {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('guard.finished.v1')
  handle(event: MeshEvent<'guard.finished.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkGuard(event), delivery)
    return []
  }
}
