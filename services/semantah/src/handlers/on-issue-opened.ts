import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { clusterRules } from '../decisions/clusters/cluster-rules.js'
import { readReport } from '../decisions/clusters/read-problem.js'
import { describeIssue } from '../decisions/describe-document.js'
import { linkIssue } from '../decisions/link-repository.js'
import { ClusterStore } from '../io/cluster-store.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import type { Tables } from '../io/tables.js'

/** An issue joins the graph; it may be one of several that are alike. */
@Controller()
export class OnIssueOpened {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
    private readonly clusters: ClusterStore,
  ) {}

  @OnEvent('issue.opened.v1')
  async handle(event: MeshEvent<'issue.opened.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    this.batch.add(event, linkIssue(event), delivery)
    this.search.add(event, describeIssue(event), delivery)
    const problem = readReport(event)
    return problem ? this.clusters.hear(event, problem, clusterRules, delivery) : []
  }
}
