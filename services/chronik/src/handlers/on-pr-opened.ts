import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { ProposalStore } from '../io/imports/proposal-store.js'
import type { RepositoryTables } from '../io/imports/repository-tables.js'

/** A host tells of a change, mostly without its files: the importer reads them from its commits. */
@Controller()
export class OnPrOpened {
  constructor(private readonly proposals: ProposalStore) {}

  @OnEvent('pr.opened.v1')
  handle(event: MeshEvent<'pr.opened.v1'>, delivery: Delivery<RepositoryTables>): Promise<Draft[]> {
    this.proposals.tell(delivery, event)
    return Promise.resolve([])
  }
}
