import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { describeResolution } from '../decisions/describe-document.js'
import { linkResolution } from '../decisions/link-incident.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import type { Tables } from '../io/tables.js'

/** An incident is linked to its cause and its fix, as found afterwards. */
@Controller()
export class OnIncidentResolved {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
  ) {}

  @OnEvent('incident.resolved.v1')
  handle(event: MeshEvent<'incident.resolved.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkResolution(event), delivery)
    this.search.add(event, describeResolution(event), delivery)
    return []
  }
}
