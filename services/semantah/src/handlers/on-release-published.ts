import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { linkRelease } from '../decisions/link-repository.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A release is linked to its commit. */
@Controller()
export class OnReleasePublished {
  constructor(private readonly batch: GraphBatch) {}

  @OnEvent('release.published.v1')
  handle(event: MeshEvent<'release.published.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkRelease(event), delivery)
    return []
  }
}
