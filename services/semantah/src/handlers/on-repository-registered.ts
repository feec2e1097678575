import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkRepository } from '../decisions/link-repository.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A repository joins the graph. */
@Controller()
export class OnRepositoryRegistered {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('repository.registered.v1')
  handle(event: MeshEvent<'repository.registered.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkRepository(event), delivery)
    return []
  }
}
