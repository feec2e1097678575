import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { describeIssue } from '../decisions/describe-document.js'
import { linkIssue } from '../decisions/link-repository.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import type { Tables } from '../io/tables.js'

/** An issue joins the graph. */
@Controller()
export class OnIssueOpened {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
  ) {}

  @OnEvent('issue.opened.v1')
  handle(event: MeshEvent<'issue.opened.v1'>, delivery: Delivery<Tables>): Draft[] {
    this.batch.add(event, linkIssue(event), delivery)
    this.search.add(event, describeIssue(event), delivery)
    return []
  }
}
