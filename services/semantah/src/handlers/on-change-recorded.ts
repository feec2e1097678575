import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { describeChange } from '../decisions/describe-document.js'
import { linkChange } from '../decisions/link-change.js'
import { AreaStore } from '../io/area-store.js'
import { GraphBatch } from '../io/graph-batch.js'
import { RootCommits } from '../io/root-commits.js'
import { SearchBatch } from '../io/search/search-batch.js'
import { oldPaths, SymbolStore } from '../io/symbol-store.js'
import type { Tables } from '../io/tables.js'

/** A commit joins the graph with its author, files and areas. */
@Controller()
export class OnChangeRecorded {
  constructor(
    private readonly batch: GraphBatch,
    private readonly search: SearchBatch,
    private readonly areas: AreaStore,
    private readonly roots: RootCommits,
    private readonly symbols: SymbolStore,
  ) {}

  @OnEvent('change.recorded.v1')
  async handle(event: MeshEvent<'change.recorded.v1'>, delivery: Delivery<Tables>): Promise<Draft[]> {
    const areas = await this.areas.areasOf(event.data.repository, delivery)
    const { files, parents, sha, repository } = event.data
    const touched = await this.symbols.finderOf(repository, oldPaths(files), delivery)
    const origin = parents.length === 0 ? await this.roots.claim(sha, repository, delivery) : undefined
    this.batch.add(event, linkChange(event, { areas, touched, ...(origin === undefined ? {} : { origin }) }), delivery)
    this.search.add(event, describeChange(event), delivery)
    return []
  }
}
