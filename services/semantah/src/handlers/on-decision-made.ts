import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkDecision } from '../decisions/link-decision.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A decision is linked to what it is about. */
@Controller()
export class OnDecisionMade {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('decision.made.v1')
  handle(event: MeshEvent<'decision.made.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkDecision(event), delivery)
    return []
  }
}
