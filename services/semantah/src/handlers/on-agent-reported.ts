import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkAgentRun } from '../decisions/link-lesson.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A run of an agent is linked to the change that it looked at. */
@Controller()
export class OnAgentReported {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('agent.reported.v1')
  handle(event: MeshEvent<'agent.reported.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkAgentRun(event), delivery)
    return []
  }
}
