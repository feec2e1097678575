import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { describeFailure } from '../decisions/describe-document.js'
import { linkCi } from '../decisions/link-run.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import type { Tables } from '../io/tables.js'

/** A CI run is linked to what it tested. */
@Controller()
export class OnCiResult {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
  ) {}

  @OnEvent('ci.result.v1')
  handle(event: MeshEvent<'ci.result.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkCi(event), delivery)
    this.search.add(event, describeFailure(event), delivery)
    return []
  }
}
