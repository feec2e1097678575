import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { ProposalStore } from '../io/imports/proposal-store.js'
import type { RepositoryTables } from '../io/imports/repository-tables.js'

/** A change has another head, whose files are wanted; or chronik itself told them. */
@Controller()
export class OnPrUpdated {
  constructor(private readonly proposals: ProposalStore) {}

  @OnEvent('pr.updated.v1')
  handle(event: MeshEvent<'pr.updated.v1'>, delivery: Delivery<RepositoryTables>): Promise<Draft[]> {
    this.proposals.tell(delivery, event)
    return Promise.resolve([])
  }
}
