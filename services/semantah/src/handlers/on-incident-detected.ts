import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { clusterRules } from '../decisions/clusters/cluster-rules.js'
import { readReport } from '../decisions/clusters/read-problem.js'
import { describeIncident } from '../decisions/describe-document.js'
import { linkIncident } from '../decisions/link-incident.js'
import { ClusterStore } from '../io/cluster-store.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import type { Tables } from '../io/tables.js'

/** An incident is linked to the files and the service that it hits, and to a named cause; it may be one of several that are alike. */
@Controller()
export class OnIncidentDetected {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
    private readonly clusters: ClusterStore,
  ) {}

  @OnEvent('incident.detected.v1')
  async handle(event: MeshEvent<'incident.detected.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    this.batch.add(event, linkIncident(event), delivery)
    this.search.add(event, describeIncident(event), delivery)
    const problem = readReport(event)
    return problem ? this.clusters.hear(event, problem, clusterRules, delivery) : []
  }
}
