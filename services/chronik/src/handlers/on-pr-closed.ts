import { Controller } from '@nestjs/common'
import type { Draft, MeshEvent } from '@heimgewebe/contracts'
import { type Delivery, OnEvent } from '@heimgewebe/mesh'
import { ProposalStore } from '../io/imports/proposal-store.js'
import type { RepositoryTables } from '../io/imports/repository-tables.js'

/** A change was given up: its files are wanted no more. */
@Controller()
export class OnPrClosed {
  constructor(private readonly proposals: ProposalStore) {}

  @OnEvent('pr.closed.v1')
  handle(event: MeshEvent<'pr.closed.v1'>, delivery: Delivery<RepositoryTables>): Promise<Draft[]> {
    this.proposals.end(delivery, event.subject)
    return Promise.resolve([])
  }
}
