import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { clusterRules } from '../decisions/clusters/cluster-rules.js'
import { readCiFailure } from '../decisions/clusters/read-problem.js'
import { describeFailure } from '../decisions/describe-document.js'
import { linkCi } from '../decisions/link-run.js'
import { ClusterStore } from '../io/cluster-store.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import type { Tables } from '../io/tables.js'

/** A CI run is linked to what it tested; a failure may be one of several that are alike. */
@Controller()
export class OnCiResult {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
    private readonly clusters: ClusterStore,
  ) {}

  @OnEvent('ci.result.v1')
  async handle(event: MeshEvent<'ci.result.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    this.batch.add(event, linkCi(event), delivery)
    this.search.add(event, describeFailure(event), delivery)
    const problem = readCiFailure(event)
    return problem ? this.clusters.hear(event, problem, clusterRules, delivery) : []
  }
}
