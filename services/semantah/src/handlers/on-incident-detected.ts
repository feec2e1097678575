import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { describeIncident } from '../decisions/describe-document.js'
import { linkIncident } from '../decisions/link-incident.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import type { Tables } from '../io/tables.js'

/** An incident is linked to the files and the service that it hits, and to a named cause. */
@Controller()
export class OnIncidentDetected {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
  ) {}

  @OnEvent('incident.detected.v1')
  handle(event: MeshEvent<'incident.detected.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkIncident(event), delivery)
    this.search.add(event, describeIncident(event), delivery)
    return []
  }
}
