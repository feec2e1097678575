import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { clusterRules } from '../decisions/clusters/cluster-rules.js'
import { readGuardFailure } from '../decisions/clusters/read-problem.js'
import { linkGuard } from '../decisions/link-run.js'
import { ClusterStore } from '../io/cluster-store.js'
import { GraphBatch } from '../io/graph-batch.js'
import type { Tables } from '../io/tables.js'

/** A guard run gets its verdict; a failure may be one of several that are alike. */
@Controller()
export class OnGuardFinished {
  constructor(
    private readonly batch: GraphBatch,
    private readonly clusters: ClusterStore,
  ) {}

  @OnEvent('guard.finished.v1')
  async handle(event: MeshEvent<'guard.finished.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    this.batch.add(event, linkGuard(event), delivery)
    const problem = readGuardFailure(event)
    return problem ? this.clusters.hear(event, problem, clusterRules, delivery) : []
  }
}
