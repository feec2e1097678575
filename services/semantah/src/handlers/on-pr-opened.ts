import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { describeChange } from '../decisions/describe-document.js'
import { linkPullRequest } from '../decisions/link-pull-request.js'
import { AreaStore } from '../io/area-store.js'
import { GraphBatch } from '../io/graph-batch.js'
import { SearchBatch } from '../io/search/search-batch.js'
import { oldPaths, SymbolStore } from '../io/symbol-store.js'
import type { Tables } from '../io/tables.js'

/** A proposed change joins the graph. */
@Controller()
export class OnPrOpened {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
    private readonly areas: AreaStore,
    private readonly symbols: SymbolStore,
  ) {}

  @OnEvent('pr.opened.v1')
  async handle(event: MeshEvent<'pr.opened.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    const areas = await this.areas.areasOf(event.data.repository, delivery)
    const { files, repository } = event.data
    const touched = await this.symbols.finderOf(repository, oldPaths(files), delivery)
    this.batch.add(event, linkPullRequest(event, { areas, touched }), delivery)
    this.search.add(event, describeChange(event), delivery)
    return []
  }
}
